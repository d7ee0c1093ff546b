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
			client, _ := scripted(t, []step{waitForContext}, customers.WithRetry(customers.NoRetry),
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

// TestTimeout runs in virtual time: the call's own timeout, then the caller's deadline, then the caller's cancellation.
func TestTimeout(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		opts  []customers.Option
		ctx   func(context.Context) (context.Context, context.CancelFunc)
		after time.Duration
		want  error
	}{
		{"attempt default", nil, context.WithCancel, 10 * time.Second, context.DeadlineExceeded},
		{"attempt", []customers.Option{customers.WithAttemptTimeout(5 * time.Second)}, context.WithCancel, 5 * time.Second, context.DeadlineExceeded},
		{"call default", []customers.Option{customers.WithAttemptTimeout(0)}, context.WithCancel, 30 * time.Second, context.DeadlineExceeded},
		{"option", []customers.Option{customers.WithTimeout(time.Second)}, context.WithCancel, time.Second, context.DeadlineExceeded},
		{"deadline", nil, func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 2*time.Second)
		}, 2 * time.Second, context.DeadlineExceeded},
		{"http.Client", []customers.Option{withHanging(3 * time.Second)}, context.WithCancel, 3 * time.Second, context.DeadlineExceeded},
		{"none but the deadline", []customers.Option{customers.WithTimeout(0), customers.WithAttemptTimeout(0)}, func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Hour)
		}, time.Hour, context.DeadlineExceeded},
		{"cancel", nil, func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(4*time.Second, cancel)
			return ctx, cancel
		}, 4 * time.Second, context.Canceled},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, op := range operations() {
				synctest.Test(t, func(t *testing.T) {
					client := newClient(t, "https://h", append([]customers.Option{withHanging(0)}, tc.opts...)...)
					ctx, cancel := tc.ctx(t.Context())
					defer cancel()
					start := time.Now()
					err := op.call(withContext{t, ctx}, client)
					if got := time.Since(start); got != tc.after {
						t.Errorf("%s ended after %v, want %v", op.name, got, tc.after)
					}
					wantSentinel(t, err, customers.ErrTransport)
					if !errors.Is(err, tc.want) || (errors.Is(tc.want, context.DeadlineExceeded) && errors.Is(err, context.Canceled)) {
						t.Errorf("%s: %v, want %v in it", op.name, err, tc.want)
					}
					if got := errors.Is(err, customers.ErrOutcomeUnknown); got != op.write {
						t.Errorf("%s: outcome unknown = %v", op.name, got)
					}
				})
			}
		})
	}
}

// withContext is a testing.TB with another context.
type withContext struct {
	testing.TB
	ctx context.Context //nolint:containedctx // that is its purpose
}

func (w withContext) Context() context.Context { return w.ctx }

// withHanging never answers.
func withHanging(timeout time.Duration) customers.Option {
	return customers.WithHTTPClient(&http.Client{
		Timeout: timeout,
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}),
	})
}

// TestTimeoutSparesTheStream lets a list go on for longer than the timeout once its header is there.
func TestTimeoutSparesTheStream(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(t, "https://h", customers.WithTimeout(time.Second), customers.WithAttemptTimeout(2*time.Minute),
			customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				body, w := io.Pipe()
				go func() {
					_, _ = io.WriteString(w, "["+documented)
					time.Sleep(time.Minute)
					_, _ = io.WriteString(w, ","+documented+"]")
					_ = w.CloseWithError(r.Context().Err())
				}()
				return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {jsonType}}, Body: body}, nil
			})}))
		list, err := client.List(t.Context())
		if err != nil || len(list) != 2 {
			t.Errorf("%d customers, %v", len(list), err)
		}
	})
}
