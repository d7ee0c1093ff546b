package customers_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// blockedLimiter is a Limiter that waits for the end of its context, and fails with its own error.
type blockedLimiter struct{}

var errBlocked = errors.New("no connection to Redis")

func (blockedLimiter) Wait(ctx context.Context) error {
	<-ctx.Done()
	return errBlocked
}

// TestKind_NothingSent ends calls before anything is sent. The sentinel distinguishes who ended them.
func TestKind_NothingSent(t *testing.T) {
	t.Parallel()
	errStopped := errors.New("stopped by the operator")
	waitForKey := customers.WithAPIKeySource(func(ctx context.Context) (string, error) {
		<-ctx.Done()
		return "", errBlocked
	})
	limiter := customers.WithLimiter(blockedLimiter{})
	refusal := customers.WithLimiter(&slowLimiter{err: errBlocked})
	const second = time.Second
	inASecond := func(ctx context.Context) (context.Context, context.CancelFunc) {
		return context.WithTimeout(ctx, second)
	}
	cancelInASecond := func(parent context.Context) (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancelCause(parent)
		time.AfterFunc(second, func() { cancel(errStopped) })
		return ctx, func() { cancel(nil) }
	}
	cancelled := func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancelCause(ctx)
		cancel(errStopped)
		return ctx, func() {}
	}
	for name, tc := range map[string]struct {
		ctx     func(context.Context) (context.Context, context.CancelFunc)
		opts    []customers.Option
		want    error
		in      []error // what is in the error
		timeout string  // the option in its text
	}{
		"limiter refuses":            {context.WithCancel, []customers.Option{refusal}, customers.ErrClientSide, []error{errBlocked}, ""},
		"context ended before":       {cancelled, nil, customers.ErrContextDone, []error{context.Canceled, errStopped}, ""},
		"context ends in limiter":    {cancelInASecond, []customers.Option{limiter}, customers.ErrContextDone, []error{context.Canceled, errStopped, errBlocked}, ""},
		"deadline in limiter":        {inASecond, []customers.Option{limiter}, customers.ErrContextDone, []error{context.DeadlineExceeded, errBlocked}, ""},
		"timeout in limiter":         {context.WithCancel, []customers.Option{limiter, customers.WithTimeout(second)}, customers.ErrTimeout, []error{context.DeadlineExceeded, errBlocked}, "WithTimeout"},
		"context ends in key source": {cancelInASecond, []customers.Option{waitForKey}, customers.ErrContextDone, []error{context.Canceled, errStopped, errBlocked}, ""},
		"deadline in key source":     {inASecond, []customers.Option{waitForKey}, customers.ErrContextDone, []error{context.DeadlineExceeded, errBlocked}, ""},
		"timeout in key source":      {context.WithCancel, []customers.Option{waitForKey, customers.WithTimeout(second)}, customers.ErrTimeout, []error{context.DeadlineExceeded, errBlocked}, "WithTimeout"},
		"attempt timeout in key source": {
			context.WithCancel,
			[]customers.Option{waitForKey, customers.WithAttemptTimeout(second)},
			customers.ErrTimeout,
			[]error{context.DeadlineExceeded, errBlocked},
			"WithAttemptTimeout",
		},
	} {
		for _, op := range operations() {
			synctest.Test(t, func(t *testing.T) {
				client, script := scripted(t, []step{ok}, tc.opts...)
				ctx, cancel := tc.ctx(t.Context())
				defer cancel()
				err := op.call(withContext{t, ctx}, client)
				wantSentinel(t, err, tc.want)
				wantOutcomeUnknown(t, err, false)
				for _, in := range tc.in {
					if !errors.Is(err, in) {
						t.Errorf("%s, %s: error = %v, want %v in it", name, op.name, err, in)
					}
				}
				if !strings.Contains(err.Error(), tc.timeout) {
					t.Errorf("%s, %s: error = %v, want %s in it", name, op.name, err, tc.timeout)
				}
				if got, want := asError(t, err).Timeout(), errors.Is(err, context.DeadlineExceeded); got != want {
					t.Errorf("%s, %s: Timeout() = %v, want %v: %v", name, op.name, got, want, err)
				}
				if len(script.seen) != 0 {
					t.Errorf("%s, %s: %d requests, want none", name, op.name, len(script.seen))
				}
			})
		}
	}
}

// TestKind_EarlierAttemptMayHaveApplied has the limiter refuse the second attempt of an Update whose first one broke.
func TestKind_EarlierAttemptMayHaveApplied(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := &slowLimiter{}
		breaks := func(*http.Request) (*http.Response, error) {
			limiter.err = errBlocked
			return nil, errReset
		}
		client, _ := scripted(t, []step{breaks}, customers.WithLimiter(limiter))
		_, err := client.Update(t.Context(), "a", customers.UpdateParams{Status: customers.StatusActive})
		wantSentinel(t, err, customers.ErrClientSide)
		wantOutcomeUnknown(t, err, true)
	})
}

// lateContext is a context whose deadline passes before it ends, as the net package observes it.
type lateContext struct {
	context.Context //nolint:containedctx // that is its purpose
	deadline        time.Time
}

func (c lateContext) Deadline() (time.Time, bool) { return c.deadline, true }

// TestKind_DeadlineOfDial has a dial observe the deadline of the caller's context before the context ends.
func TestKind_DeadlineOfDial(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, errTimeout := (&net.Dialer{Deadline: time.Unix(1, 0)}).Dial("tcp", "127.0.0.1:1")
		client, script := scripted(t, []step{func(*http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return nil, errTimeout
		}})
		_, err := client.Get(lateContext{t.Context(), time.Now().Add(time.Second)}, "a")
		wantSentinel(t, err, customers.ErrContextDone)
		if len(script.seen) != 1 {
			t.Errorf("%d attempts, want 1", len(script.seen))
		}
	})
}

// TestKind_TimeoutOfAnotherClient calls a client from the middleware of another one, whose timeout ends both calls. To
// the inner client, it is the end of the caller's context.
func TestKind_TimeoutOfAnotherClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inner, _ := scripted(t, []step{waitForContext})
		var innerErr error
		outer, _ := scripted(t, []step{ok}, customers.WithTimeout(time.Second), tap(func(r *http.Request) {
			_, innerErr = inner.Get(r.Context(), "a")
		}))
		_, _ = outer.Get(t.Context(), "customer-id")
		wantSentinel(t, innerErr, customers.ErrContextDone)
		if !errors.Is(innerErr, context.DeadlineExceeded) {
			t.Errorf("error = %v, want %v in it", innerErr, context.DeadlineExceeded)
		}
	})
}

// TestError_Timeout checks Timeout, and that an Error passes the usual checks for timeouts, wrapped or not.
func TestError_Timeout(t *testing.T) {
	t.Parallel()
	fail := func(err error) step {
		return func(*http.Request) (*http.Response, error) { return nil, err }
	}
	ownTimeout := fmt.Errorf("limiter: %w", context.DeadlineExceeded)
	for name, tc := range map[string]struct {
		step step
		opts []customers.Option
		kind error
		want bool
	}{
		"timeout":                {waitForContext, nil, customers.ErrTimeout, true},
		"timeout of the network": {fail(&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}), nil, customers.ErrTransport, true},
		"reset":                  {reset, nil, customers.ErrTransport, false},
		"503":                    {status(503), nil, customers.ErrServer, false},
		"504":                    {status(504), nil, customers.ErrServer, false},
		"404":                    {status(404), nil, customers.ErrNotFound, false},
		"limiter's own timeout": {
			ok, []customers.Option{customers.WithLimiter(&slowLimiter{err: ownTimeout})}, customers.ErrClientSide, false,
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			client, _ := scripted(t, []step{tc.step}, append(tc.opts, customers.WithRetry(customers.NoRetry))...)
			_, err := client.Get(t.Context(), "a")
			wantSentinel(t, err, tc.kind)
			for _, wrapped := range []error{err, fmt.Errorf("onboard: %w", err), errors.Join(errors.New("sync"), err)} {
				var timeout interface{ Timeout() bool }
				if !errors.As(wrapped, &timeout) || timeout.Timeout() != tc.want {
					t.Errorf("%s: Timeout() of %v = %v, want %v", name, wrapped, !tc.want, tc.want)
				}
			}
			if got := os.IsTimeout(err); got != tc.want {
				t.Errorf("%s: os.IsTimeout(%v) = %v, want %v", name, err, got, tc.want)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) { // a cause that is no timeout does not hide the deadline
		client, _ := scripted(t, []step{waitForContext})
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errDial)
		defer cancel()
		_, err := client.Get(ctx, "a")
		wantSentinel(t, err, customers.ErrContextDone)
		if !errors.Is(err, errDial) || !asError(t, err).Timeout() {
			t.Errorf("Timeout() of %v = false, or the cause is not in it", err)
		}
	})
	_, err := customers.New("")
	if asError(t, err).Timeout() {
		t.Errorf("Timeout() of %v = true", err)
	}
}

// TestAttempt_Kind makes one attempt with each result.
func TestAttempt_Kind(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		step step
		want error
	}{
		"success":      {ok, nil},
		"invalid JSON": {bodyOf(200, "{"), nil}, // the attempt is complete
		"302":          {status(302), customers.ErrUnexpectedResponse},
		"404":          {status(404), customers.ErrNotFound},
		"503":          {status(503), customers.ErrServer},
		"reset":        {reset, customers.ErrTransport},
		"dial refused": {dialRefused, customers.ErrTransport},
		"truncated":    {truncated, customers.ErrTransport},
		"timeout":      {waitForContext, customers.ErrTimeout},
		"too large":    {bodyOf(200, strings.Repeat(" ", 5000)), customers.ErrResponseTooLarge},
	} {
		synctest.Test(t, func(t *testing.T) {
			client, _ := scripted(t, []step{tc.step},
				customers.WithRetry(customers.NoRetry), customers.WithMaxResponseBytes(4096))
			var info customers.ResponseInfo
			_, _ = client.Get(t.Context(), "customer-id", customers.WithResponseInfo(&info))
			if len(info.Attempts) != 1 {
				t.Fatalf("%s: %d attempts, want 1", name, len(info.Attempts))
			}
			if got := info.Attempts[0].Kind(); got != tc.want { //nolint:errorlint // identity is the point
				t.Errorf("%s: Kind() = %v, want %v", name, got, tc.want)
			}
		})
	}
	if got := (customers.Attempt{}).Kind(); got != nil {
		t.Errorf("Kind() of the zero Attempt = %v, want nil", got)
	}
}
