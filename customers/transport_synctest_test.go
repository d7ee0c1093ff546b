package customers_test

import (
	"context"
	"errors"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

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

// TestOutcomeOfAnUnsentWrite is certain: nothing listens, so nothing was written.
func TestOutcomeOfAnUnsentWrite(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	notTLS := "https" + strings.TrimPrefix(plain.URL, "http")
	for _, base := range []string{url, notTLS} {
		for _, op := range operations() {
			err := op.call(t, newClient(t, base))
			wantSentinel(t, err, customers.ErrTransport)
			if errors.Is(err, customers.ErrOutcomeUnknown) {
				t.Errorf("%s: %v, want a certain outcome", op.name, err)
			}
		}
	}
}

// TestMaxResponseBytes bounds a single object.
func TestMaxResponseBytes(t *testing.T) {
	t.Parallel()
	client := offSpecServer(t, respond(200, jsonType, documented), customers.WithMaxResponseBytes(int64(len(documented))))
	if _, err := client.Get(t.Context(), "a"); err != nil {
		t.Errorf("an answer of the bound: %v", err)
	}
	boundless := offSpecServer(t, respond(200, jsonType, documented), customers.WithMaxResponseBytes(math.MaxInt64))
	if _, err := boundless.Get(t.Context(), "a"); err != nil {
		t.Errorf("no bound to speak of: %v", err)
	}
	client = offSpecServer(t, respond(200, jsonType, documented+" "), customers.WithMaxResponseBytes(int64(len(documented))))
	_, err := client.Get(t.Context(), "a")
	wantSentinel(t, err, customers.ErrResponseTooLarge)
	if e := asError(t, err); e.StatusCode != 200 || len(e.Body) == 0 {
		t.Errorf("error = %+v", e)
	}
	_, err = client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
	if !errors.Is(err, customers.ErrResponseTooLarge) || !errors.Is(err, customers.ErrOutcomeUnknown) {
		t.Errorf("Create: %v", err)
	}
}
