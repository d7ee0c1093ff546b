package customers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// slowLimiter is a Limiter that admits an attempt after a delay, or fails. It records its calls.
type slowLimiter struct {
	delay    time.Duration
	err      error
	calls    int
	deadline time.Time // of the context of the last call
}

func (l *slowLimiter) Wait(ctx context.Context) error {
	l.calls++
	l.deadline, _ = ctx.Deadline()
	if l.err != nil {
		return l.err
	}
	select {
	case <-time.After(l.delay):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// TestLimiter_BeforeEachAttempt waits for the limiter before each attempt.
func TestLimiter_BeforeEachAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := &slowLimiter{delay: 2 * time.Second}
		client, script := scripted(t, []step{status(503), ok}, customers.WithLimiter(limiter))
		if _, err := client.Get(t.Context(), "customer-id"); err != nil {
			t.Fatal(err)
		}
		if limiter.calls != 2 {
			t.Errorf("the limiter was called %d times, want 2", limiter.calls)
		}
		if got, want := script.times[1], 250*time.Millisecond+limiter.delay; got != want {
			t.Errorf("the second attempt came after %v, want %v", got, want)
		}
	})
}

// TestLimiter_Error ends the call without an attempt if the limiter fails.
func TestLimiter_Error(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := &slowLimiter{err: errors.New("no tokens left")}
		client, script := scripted(t, []step{ok}, customers.WithLimiter(limiter))
		err := client.Delete(t.Context(), "a")
		wantSentinel(t, err, customers.ErrClientSide)
		wantOutcomeUnknown(t, err, false)
		if !errors.Is(err, limiter.err) {
			t.Errorf("error = %v, want %v in it", err, limiter.err)
		}
		if limiter.calls != 1 {
			t.Errorf("the limiter was called %d times, want once", limiter.calls)
		}
		if e := asError(t, err); len(e.Attempts) != 0 || len(script.seen) != 0 {
			t.Errorf("%d attempts recorded and %d made, want none", len(e.Attempts), len(script.seen))
		}
	})
}

// TestLimiter_Deadline gives the limiter the end of the call as a deadline, so that it can refuse a longer wait.
func TestLimiter_Deadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := &slowLimiter{delay: time.Hour}
		client, script := scripted(t, []step{ok}, customers.WithLimiter(limiter))
		start := time.Now()
		_, err := client.Get(t.Context(), "a")
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error = %v, want %v", err, context.DeadlineExceeded)
		}
		if got := time.Since(start); got != 30*time.Second {
			t.Errorf("took %v, want 30s", got)
		}
		if got := limiter.deadline.Sub(start); got != 30*time.Second {
			t.Errorf("deadline of the limiter in %v, want 30s", got)
		}
		if len(script.seen) != 0 {
			t.Errorf("%d attempts, want none", len(script.seen))
		}
	})
}

// TestLimiter_Cancelled cancels the context of the call while it waits for the limiter.
func TestLimiter_Cancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, _ := scripted(t, []step{ok}, customers.WithLimiter(&slowLimiter{delay: time.Hour}))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		_, err := client.Get(ctx, "a")
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want %v", err, context.Canceled)
		}
		if got := time.Since(start); got != time.Second {
			t.Errorf("took %v, want 1s", got)
		}
	})
}

// wantHeaders checks the headers of a request. The want of an absent header is "".
func wantHeaders(t testing.TB, r *http.Request, want map[string]string) {
	t.Helper()
	for name, value := range want {
		if got := r.Header.Get(name); got != value {
			t.Errorf("%s = %q, want %q", name, got, value)
		}
	}
}

// TestAttempt_HeadersAreCopies changes the headers of each request: the next attempt has the original ones.
func TestAttempt_HeadersAreCopies(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		change := func(r *http.Request) (*http.Response, error) {
			r.Header.Set("Accept", "text/html")
			r.Header.Set("X-Added", "by an earlier attempt")
			r.Header["X-Tenant"][0] = "changed in place"
			return nil, errReset
		}
		client, script := scripted(t, []step{change, change, ok}, customers.WithHeader("X-Tenant", "blue"))
		if _, err := client.Get(t.Context(), "customer-id"); err != nil {
			t.Fatal(err)
		}
		wantHeaders(t, script.seen[2], map[string]string{"Accept": jsonType, "X-Tenant": "blue", "X-Added": ""})
	})
}

// TestAttempt_FreshKeyAndBody sends a fresh key, the original headers and the same body with each attempt.
func TestAttempt_FreshKeyAndBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys := 0
		changeHeaders := func(s step) step {
			return func(r *http.Request) (*http.Response, error) {
				r.Header.Set("X-Tenant", "changed")
				r.Header.Set("X-Added", "by an earlier attempt")
				return s(r)
			}
		}
		client, script := scripted(t, []step{changeHeaders(status(429)), changeHeaders(dialRefused), ok},
			customers.WithHeader("X-Tenant", "blue"),
			customers.WithAPIKeySource(func(context.Context) (string, error) {
				keys++
				return fmt.Sprintf("key-%d", keys), nil
			}))
		_, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
		if err != nil {
			t.Fatal(err)
		}
		wantHeaders(t, script.seen[2], map[string]string{
			"X-Api-Key": "key-3", "X-Tenant": "blue", "Content-Type": jsonType, "X-Added": "",
		})
		const body = `{"externalId":"e","status":"active"}`
		if diff := cmp.Diff([]string{body, body, body}, script.body); diff != "" {
			t.Errorf("bodies (-want +got):\n%s", diff)
		}
	})
}

// TestAttempt_RotatedKeyIsRedacted ends a call in its second attempt. The error has the response of the first one,
// which repeats the key of that attempt.
func TestAttempt_RotatedKeyIsRedacted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys := 0
		repeatKey := func(r *http.Request) (*http.Response, error) {
			return bodyOf(503, `{"message":"overloaded, `+r.Header.Get("X-Api-Key")+`"}`)(r)
		}
		client, script := scripted(t, []step{repeatKey, waitForContext},
			customers.WithAPIKeySource(func(context.Context) (string, error) {
				keys++
				return fmt.Sprintf("rotated-key-%d", keys), nil
			}))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err := client.Get(ctx, "a")
		if len(script.seen) != 2 {
			t.Errorf("%d attempts, want 2", len(script.seen))
		}
		e := asError(t, err)
		if want := "overloaded, [REDACTED]"; e.Message != want {
			t.Errorf("Message = %q, want %q", e.Message, want)
		}
		if strings.Contains(string(e.Body), "rotated-key") {
			t.Errorf("Body = %s, want the key redacted", e.Body)
		}
	})
}
