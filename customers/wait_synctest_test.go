package customers_test

import (
	"context"
	"errors"
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
