package customers_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestNoWaitInVain returns the error at once where a wait could not end in time.
func TestNoWaitInVain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		opts     []customers.Option
		deadline time.Duration
	}{
		"caller's deadline": {nil, 200 * time.Millisecond},
		"call's timeout":    {[]customers.Option{customers.WithTimeout(200 * time.Millisecond)}, time.Hour},
		"elapsed": {[]customers.Option{
			customers.WithRetry(customers.RetryPolicy{MaxElapsed: 200 * time.Millisecond}),
		}, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, script := scripted(t, []step{status(503)}, tc.opts...)
				ctx, cancel := context.WithTimeout(t.Context(), tc.deadline)
				defer cancel()
				start := time.Now()
				_, err := client.Get(ctx, "a")
				wantSentinel(t, err, customers.ErrServer)
				if time.Since(start) != 0 || len(script.seen) != 1 {
					t.Errorf("%v after %v and %d attempts", err, time.Since(start), len(script.seen))
				}
			})
		})
	}
}

// TestEndWhileWaiting returns at once when the context ends, with the API's answer and the context's end in one error.
func TestEndWhileWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, script := scripted(t, []step{status(503, "Retry-After", "5")})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		err := client.Delete(ctx, "a")
		wantSentinel(t, err, customers.ErrServer)
		e := asError(t, err)
		if time.Since(start) != time.Second || len(script.seen) != 1 || !errors.Is(err, context.Canceled) ||
			!errors.Is(err, customers.ErrOutcomeUnknown) || e.StatusCode != 503 || e.RequestID != "req-42" {
			t.Errorf("after %v and %d attempts: %v", time.Since(start), len(script.seen), err)
		}
	})
}

// TestEndInALaterAttempt keeps the answer of the attempt before.
func TestEndInALaterAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, _ := scripted(t, []step{status(429), hang}, customers.WithTimeout(3*time.Second))
		_, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
		wantSentinel(t, err, customers.ErrRateLimited)
		e := asError(t, err)
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, customers.ErrOutcomeUnknown) ||
			len(e.Attempts) != 2 || e.Attempts[0].StatusCode != 429 || e.Attempts[1].StatusCode != 0 || e.RequestID != "req-42" {
			t.Errorf("%v, attempts %+v", err, e.Attempts)
		}
	})
}

// TestTimeoutsAreTold says which of the two timeouts ended a call.
func TestTimeoutsAreTold(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		call, attempt time.Duration
		want          string
	}{
		{time.Second, 10 * time.Second, "no response within 1s"},
		{10 * time.Second, time.Second, "no response to an attempt within 1s"},
		{0, time.Second, "no response to an attempt within 1s"},
		{time.Second, 0, "no response within 1s"},
	} {
		synctest.Test(t, func(t *testing.T) {
			client, _ := scripted(t, []step{hang}, customers.WithRetry(customers.NoRetry),
				customers.WithTimeout(tc.call), customers.WithAttemptTimeout(tc.attempt))
			_, err := client.Get(t.Context(), "a")
			if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v and %v for an attempt: %v, want %q", tc.call, tc.attempt, err, tc.want)
			}
		})
	}
}

// TestIdleStream ends a list that pauses for longer than an attempt may take, and one whose header does not come.
func TestIdleStream(t *testing.T) {
	t.Parallel()
	for pause, want := range map[time.Duration]time.Duration{9 * time.Second: 0, 11 * time.Second: 10 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			client, _ := scripted(t, []step{func(r *http.Request) (*http.Response, error) {
				body, w := io.Pipe()
				go func() {
					_, _ = io.WriteString(w, "["+documented)
					for range 9 {
						select {
						case <-time.After(pause):
							_, _ = io.WriteString(w, ","+documented)
						case <-r.Context().Done():
							_ = w.CloseWithError(r.Context().Err())
						}
					}
					_, _ = io.WriteString(w, "]")
					_ = w.Close()
				}()
				return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {jsonType}}, Body: body}, nil
			}})
			start := time.Now()
			list, err := client.List(t.Context())
			if want == 0 {
				if err != nil || len(list) != 10 {
					t.Errorf("pauses of %v: %d customers, %v", pause, len(list), err)
				}
				return
			}
			wantSentinel(t, err, customers.ErrTransport)
			if got := time.Since(start); got != want || !errors.Is(err, context.DeadlineExceeded) ||
				!strings.Contains(err.Error(), "no byte of the list within 10s") {
				t.Errorf("pauses of %v: %v after %v", pause, err, got)
			}
		})
	}
}
