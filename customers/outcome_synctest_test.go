package customers_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestOutcome tells what an error says of a write, from what each attempt met.
func TestOutcome(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		op      string
		steps   []step
		want    error // nil for success
		unknown bool
	}{
		{"create, then reset", "Create", []step{reset}, customers.ErrTransport, true},
		{"create, then 500", "Create", []step{status(500)}, customers.ErrServer, true},
		{"create, then 408", "Create", []step{status(408)}, customers.ErrServer, true},
		{"create, then 409", "Create", []step{status(409)}, customers.ErrConflict, false},
		{"create never connected", "Create", []step{refused}, customers.ErrTransport, false},
		{"create, 429 for ever", "Create", []step{status(429)}, customers.ErrRateLimited, false},
		{"create, 429, then reset", "Create", []step{status(429), reset}, customers.ErrTransport, true},
		{"create, cut answer", "Create", []step{cut}, customers.ErrTransport, true},
		{"delete, reset, then 404", "Delete", []step{reset, status(404)}, nil, false},
		{"delete, 503, then 404", "Delete", []step{status(503), status(404)}, nil, false},
		{"delete, 429, then 404", "Delete", []step{status(429), status(404)}, customers.ErrNotFound, false},
		{"delete, refused, then 404", "Delete", []step{refused, status(404)}, customers.ErrNotFound, false},
		{"delete, 404", "Delete", []step{status(404)}, customers.ErrNotFound, false},
		{"delete, reset, then 403", "Delete", []step{reset, status(403)}, customers.ErrForbidden, true},
		{"update, reset, then 404", "Update", []step{reset, status(404)}, customers.ErrNotFound, true},
		{"update, 429, then 404", "Update", []step{status(429), status(404)}, customers.ErrNotFound, false},
		{"update, reset, refused", "Update", []step{reset, refused}, customers.ErrTransport, true},
		{"update, reset, then done", "Update", []step{reset, ok}, nil, false},
		{"get, reset", "Get", []step{reset}, customers.ErrTransport, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, _ := scripted(t, tc.steps)
				for _, op := range operations() {
					if op.name != tc.op {
						continue
					}
					err := op.call(t, client)
					if tc.want == nil {
						if err != nil {
							t.Errorf("error = %v, want success", err)
						}
						return
					}
					wantSentinel(t, err, tc.want)
					if got := errors.Is(err, customers.ErrOutcomeUnknown); got != tc.unknown {
						t.Errorf("outcome unknown = %v, want %v: %v", got, tc.unknown, err)
					}
				}
			})
		})
	}
}

// TestLimiter admits each attempt, and ends the call when it fails.
func TestLimiter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := &slowLimiter{each: 2 * time.Second}
		client, script := scripted(t, []step{status(503), ok}, customers.WithLimiter(limiter))
		if _, err := client.Get(t.Context(), "a"); err != nil || limiter.asked != 2 {
			t.Errorf("asked %d times, %v", limiter.asked, err)
		}
		if want := 2*time.Second + 250*time.Millisecond; script.at[1] != want {
			t.Errorf("the second attempt came after %v, want %v", script.at[1], want)
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
