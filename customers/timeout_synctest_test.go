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

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestTimeout_EndsCall checks after which time a call without a response ends, in virtual time.
func TestTimeout_EndsCall(t *testing.T) {
	t.Parallel()
	type contextFunc func(context.Context) (context.Context, context.CancelFunc)
	deadlineIn := func(d time.Duration) contextFunc {
		return func(ctx context.Context) (context.Context, context.CancelFunc) { return context.WithTimeout(ctx, d) }
	}
	cancelIn := func(d time.Duration) contextFunc {
		return func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(d, cancel)
			return ctx, cancel
		}
	}
	httpClient := &http.Client{Timeout: 3 * time.Second, Transport: roundTripper(waitForContext)}
	exceeded := context.DeadlineExceeded
	timeout, contextDone := customers.ErrTimeout, customers.ErrContextDone
	type options []customers.Option
	for name, tc := range map[string]struct {
		opts     options
		ctx      contextFunc
		after    time.Duration
		sentinel error
		want     error
	}{
		"default":             {nil, context.WithCancel, 10 * time.Second, timeout, exceeded},
		"WithAttemptTimeout":  {options{customers.WithAttemptTimeout(5 * time.Second)}, context.WithCancel, 5 * time.Second, timeout, exceeded},
		"no attempt timeout":  {options{customers.WithAttemptTimeout(0)}, context.WithCancel, 30 * time.Second, timeout, exceeded},
		"WithTimeout":         {options{customers.WithTimeout(time.Second)}, context.WithCancel, time.Second, timeout, exceeded},
		"http.Client.Timeout": {options{customers.WithHTTPClient(httpClient)}, context.WithCancel, 3 * time.Second, timeout, exceeded},
		"context deadline":    {nil, deadlineIn(2 * time.Second), 2 * time.Second, contextDone, exceeded},
		"only a context deadline": {
			options{customers.WithTimeout(0), customers.WithAttemptTimeout(0)}, deadlineIn(time.Hour), time.Hour, contextDone, exceeded,
		},
		"cancellation": {nil, cancelIn(4 * time.Second), 4 * time.Second, contextDone, context.Canceled},
	} {
		for _, op := range operations() {
			t.Run(name+"/"+op.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					opts := append(options{customers.WithRetry(customers.NoRetry)}, tc.opts...)
					client, _ := scripted(t, []step{waitForContext}, opts...)
					ctx, cancel := tc.ctx(t.Context())
					defer cancel()
					start := time.Now()
					err := op.call(withContext{t, ctx}, client)
					if got := time.Since(start); got != tc.after {
						t.Errorf("ended after %v, want %v", got, tc.after)
					}
					wantSentinel(t, err, tc.sentinel)
					wantOutcomeUnknown(t, err, op.write)
					if got, want := asError(t, err).Timeout(), errors.Is(tc.want, exceeded); got != want {
						t.Errorf("Timeout() = %v, want %v: %v", got, want, err)
					}
					for _, target := range []error{context.DeadlineExceeded, context.Canceled} {
						if got, want := errors.Is(err, target), errors.Is(tc.want, target); got != want {
							t.Errorf("errors.Is(%v, %v) = %v, want %v", err, target, got, want)
						}
					}
				})
			})
		}
	}
}

// withContext is a testing.TB with another context.
type withContext struct {
	testing.TB
	ctx context.Context //nolint:containedctx // that is its purpose
}

func (w withContext) Context() context.Context { return w.ctx }

// TestTimeout_NamedInError checks that the error names the timeout that ended the call.
func TestTimeout_NamedInError(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		call, attempt, httpClient time.Duration
		want                      string
	}{
		"call is shorter":        {time.Second, 10 * time.Second, 0, "no response within 1s (WithTimeout)"},
		"call is as long":        {time.Second, time.Second, 0, "no response within 1s (WithTimeout)"},
		"attempt is shorter":     {10 * time.Second, time.Second, 0, "no response to an attempt within 1s (WithAttemptTimeout)"},
		"attempt only":           {0, time.Second, 0, "no response to an attempt within 1s (WithAttemptTimeout)"},
		"call only":              {time.Second, 0, 0, "no response within 1s (WithTimeout)"},
		"http.Client is shorter": {30 * time.Second, 10 * time.Second, time.Second, "no response to an attempt within 1s (http.Client.Timeout)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				httpClient := &http.Client{Timeout: tc.httpClient, Transport: roundTripper(waitForContext)}
				client := newClient(t, "https://h", customers.WithHTTPClient(httpClient),
					customers.WithTimeout(tc.call), customers.WithAttemptTimeout(tc.attempt))
				_, err := client.Get(t.Context(), "a")
				wantTimeout(t, err, tc.want)
			})
		})
	}
}

// wantTimeout checks that err is a timeout whose text has want in it.
func wantTimeout(t testing.TB, err error, want string) {
	t.Helper()
	wantSentinel(t, err, customers.ErrTimeout)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error = %v, want %v in it", err, context.DeadlineExceeded)
	}
	var timeout interface{ Timeout() bool }
	if !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Errorf("error = %v, want one with Timeout() true in it", err)
	}
	if got := err.Error(); !strings.Contains(got, want) {
		t.Errorf("Error() = %q, want %q in it", got, want)
	}
}

// slowList responds with a list of n customers, with a pause before each one after the first.
func slowList(n int, pause time.Duration) step {
	return func(r *http.Request) (*http.Response, error) {
		body, w := io.Pipe()
		go func() {
			_, _ = io.WriteString(w, "["+documented)
			for range n - 1 {
				select {
				case <-time.After(pause):
					_, _ = io.WriteString(w, ","+documented)
				case <-r.Context().Done():
					_ = w.CloseWithError(r.Context().Err())
					return
				}
			}
			_, _ = io.WriteString(w, "]")
			_ = w.Close()
		}()
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {jsonType}}, Body: body}, nil
	}
}

// TestTimeout_LongStream reads lists that take longer than the timeout of the call, or pause for almost as long as one
// attempt may take. Neither ends them.
func TestTimeout_LongStream(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		opts  []customers.Option
		n     int
		pause time.Duration
	}{
		"default": {nil, 10, 9 * time.Second},
		"pause longer than WithTimeout": {
			[]customers.Option{customers.WithTimeout(time.Second), customers.WithAttemptTimeout(2 * time.Minute)},
			2, time.Minute,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, _ := scripted(t, []step{slowList(tc.n, tc.pause)}, tc.opts...)
				list, err := client.List(t.Context())
				if err != nil {
					t.Error(err)
				}
				if len(list) != tc.n {
					t.Errorf("%d customers, want %d", len(list), tc.n)
				}
			})
		})
	}
}

// TestTimeout_IdleStream ends a list that pauses for longer than one attempt may take.
func TestTimeout_IdleStream(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, _ := scripted(t, []step{slowList(10, 11*time.Second)})
		start := time.Now()
		_, err := client.List(t.Context())
		wantTimeout(t, err, "no byte of the list within 10s (WithAttemptTimeout)")
		if got := time.Since(start); got != 10*time.Second {
			t.Errorf("ended after %v, want 10s", got)
		}
	})
}

// TestTimeout_SlowLoopBody reads a list in a loop whose body takes longer than all timeouts: only waits for bytes count.
func TestTimeout_SlowLoopBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, _ := scripted(t, []step{slowList(3, time.Second)})
		n := 0
		for _, err := range client.All(t.Context()) {
			if err != nil {
				t.Error(err)
			}
			n++
			time.Sleep(time.Minute)
		}
		if n != 3 {
			t.Errorf("%d customers, want 3", n)
		}
	})
}

// TestTimeout_StreamContextEnds reads a list to its end and leaves another one. The contexts of both requests have then
// ended.
func TestTimeout_StreamContextEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, script := scripted(t, []step{slowList(2, time.Second)})
		if _, err := client.List(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, err := range client.All(t.Context()) {
			if err != nil {
				t.Error(err)
			}
			break
		}
		for i, r := range script.seen {
			if r.Context().Err() == nil {
				t.Errorf("the context of request %d has not ended", i+1)
			}
		}
	})
}

// TestRetry_ContextEndsWait cancels the context during a wait. The call returns at once, and its error is that of the
// last response, of the context and of the cause.
func TestRetry_ContextEndsWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, script := scripted(t, []step{status(503, "Retry-After", "5")})
		errCause := errors.New("stopped by the operator")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(errCause) })
		start := time.Now()
		err := client.Delete(ctx, "a")
		if got := time.Since(start); got != time.Second {
			t.Errorf("took %v, want 1s", got)
		}
		if len(script.seen) != 1 {
			t.Errorf("%d attempts, want 1", len(script.seen))
		}
		wantSentinel(t, err, customers.ErrServer)
		wantOutcomeUnknown(t, err, true)
		if !errors.Is(err, context.Canceled) || !errors.Is(err, errCause) {
			t.Errorf("error = %v, want %v and its cause %v in it", err, context.Canceled, errCause)
		}
		e := asError(t, err)
		if e.StatusCode != 503 {
			t.Errorf("StatusCode = %d, want 503", e.StatusCode)
		}
		if e.RequestID != "req-42" {
			t.Errorf("RequestID = %q, want req-42", e.RequestID)
		}
	})
}

// TestRetry_KeepsLastResponse ends a call during its second attempt. The error is that of the first attempt's response
// and of the timeout.
func TestRetry_KeepsLastResponse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, _ := scripted(t, []step{status(429), waitForContext}, customers.WithTimeout(3*time.Second))
		_, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
		wantSentinel(t, err, customers.ErrRateLimited)
		wantOutcomeUnknown(t, err, true)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error = %v, want %v in it", err, context.DeadlineExceeded)
		}
		e := asError(t, err)
		if e.RequestID != "req-42" {
			t.Errorf("RequestID = %q, want req-42", e.RequestID)
		}
		codes := make([]int, 0, len(e.Attempts))
		for _, a := range e.Attempts {
			codes = append(codes, a.StatusCode)
		}
		if diff := cmp.Diff([]int{429, 0}, codes); diff != "" {
			t.Errorf("status codes of the attempts (-want +got):\n%s", diff)
		}
	})
}
