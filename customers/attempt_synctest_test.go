package customers_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestLimiter admits each attempt, and ends the call when it fails.
func TestLimiter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := &slowLimiter{each: 2 * time.Second}
		client, script := scripted(t, []step{status(503), ok}, customers.WithLimiter(limiter))
		if _, err := client.Get(t.Context(), "a"); err != nil || limiter.asked != 2 {
			t.Errorf("asked %d times, %v", limiter.asked, err)
		}
		if want := 2*time.Second + 250*time.Millisecond; script.times[1] != want {
			t.Errorf("the second attempt came after %v, want %v", script.times[1], want)
		}
		limiter.fail = errEmpty
		err := client.Delete(t.Context(), "a")
		wantSentinel(t, err, customers.ErrTransport)
		if e := asError(t, err); !errors.Is(err, errEmpty) || errors.Is(err, customers.ErrOutcomeUnknown) || len(e.Attempts) != 0 {
			t.Errorf("a failing limiter: %v", err)
		}
		if len(script.seen) != 2 || limiter.asked != 3 {
			t.Errorf("%d attempts, asked %d times", len(script.seen), limiter.asked)
		}
	})
}

// TestLimiterKnowsTheDeadline gives it the call's end, so that it can refuse a wait in vain.
func TestLimiterKnowsTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := &slowLimiter{each: time.Hour}
		client, script := scripted(t, []step{ok}, customers.WithLimiter(limiter))
		start := time.Now()
		_, err := client.Get(t.Context(), "a")
		if time.Since(start) != 30*time.Second || !errors.Is(err, context.DeadlineExceeded) || len(script.seen) != 0 {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		if got := limiter.deadline.Sub(start); got != 30*time.Second {
			t.Errorf("the limiter saw a deadline in %v, want the call's 30s", got)
		}
	})
}

var errEmpty = errors.New("the bucket is empty")

type slowLimiter struct {
	each     time.Duration
	asked    int
	fail     error
	deadline time.Time
}

func (l *slowLimiter) Wait(ctx context.Context) error {
	l.asked++
	l.deadline, _ = ctx.Deadline()
	if l.fail != nil {
		return l.fail
	}
	select {
	case <-time.After(l.each):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// TestReadsAttemptIsWhole is the same for a request without a body, whose headers are all the client's.
func TestReadsAttemptIsWhole(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		spoil := func(r *http.Request) (*http.Response, error) {
			r.Header.Set("Accept", "text/html")
			r.Header.Set("X-Spoiled", "left over")
			r.Header["X-Tenant"][0] = "spoiled in place"
			return nil, errReset
		}
		client, script := scripted(t, []step{spoil, spoil, ok}, customers.WithHeader("X-Tenant", "mine"))
		if _, err := client.Get(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		last := script.seen[2].Header
		if last.Get("Accept") != jsonType || last.Get("X-Tenant") != "mine" || last.Get("X-Spoiled") != "" {
			t.Errorf("the third attempt's header: %v", last)
		}
	})
}

// TestEachAttemptIsWhole sends the same body and a fresh key with each attempt, whatever a RoundTripper did to the last.
func TestEachAttemptIsWhole(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := 0
		spoil := func(s step) step {
			return func(r *http.Request) (*http.Response, error) {
				r.Header.Set("X-Tenant", "spoiled")
				r.Header.Set("X-Spoiled", "left over")
				return s(r)
			}
		}
		client, script := scripted(t, []step{spoil(status(429)), spoil(dialRefused), ok},
			customers.WithHeader("X-Tenant", "mine"),
			customers.WithAPIKeySource(func(context.Context) (string, error) {
				n++
				return fmt.Sprintf("key-%d", n), nil
			}))
		_, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
		if err != nil {
			t.Fatal(err)
		}
		last := script.seen[2].Header
		if last.Get("X-Api-Key") != "key-3" || last.Get("X-Tenant") != "mine" || last.Get("Content-Type") != jsonType ||
			last.Get("X-Spoiled") != "" {
			t.Errorf("the third attempt's header: %v", last)
		}
		for i, body := range script.body {
			if body != `{"externalId":"e","status":"active"}` {
				t.Errorf("attempt %d sent %q", i+1, body)
			}
		}
	})
}

// TestRotatedKeyIsNotShown ends a call in its second attempt. The error shows the first one's answer, which repeats the
// key of that attempt, not of the last.
func TestRotatedKeyIsNotShown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := 0
		echo := func(r *http.Request) (*http.Response, error) {
			resp, err := status(503)(r)
			resp.Body = io.NopCloser(strings.NewReader(`{"message":"overloaded, ` + r.Header.Get("X-Api-Key") + `"}`))
			return resp, err
		}
		client, script := scripted(t, []step{echo, waitForContext}, customers.WithAPIKeySource(func(context.Context) (string, error) {
			n++
			return fmt.Sprintf("rotated-key-%d", n), nil
		}))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err := client.Get(ctx, "a")
		e := asError(t, err)
		if len(script.seen) != 2 || e.Message != "overloaded, [REDACTED]" || strings.Contains(string(e.Body), "rotated-key") {
			t.Errorf("after %d attempts: %v\n%s", len(script.seen), err, e.Body)
		}
	})
}
