package customers_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// bulkService takes a second for each request, and counts them.
type bulkService struct {
	running, highest, total atomic.Int64 // requests: in progress, most at the same time, of the whole run
	respond                 step
	stagger                 time.Duration // added to the duration of each request, times its number
}

func (s *bulkService) RoundTrip(r *http.Request) (*http.Response, error) {
	number := s.total.Add(1)
	running := s.running.Add(1)
	defer s.running.Add(-1)
	for highest := s.highest.Load(); running > highest; highest = s.highest.Load() {
		s.highest.CompareAndSwap(highest, running)
	}
	select {
	case <-time.After(time.Second + time.Duration(number)*s.stagger):
		return s.respond(r)
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

func bulkClient(t *testing.T, respond step, opts ...customers.Option) (*customers.Client, *bulkService) {
	t.Helper()
	s := &bulkService{respond: respond}
	return newClient(t, "https://h", append(opts, customers.WithHTTPClient(&http.Client{Transport: s}))...), s
}

// createdFromRequest responds with the customer that the request describes.
func createdFromRequest(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	return bodyOf(201, `{"id":"x",`+string(body[1:]))(r)
}

// TestCreateAll_Concurrency runs as many calls at the same time as requested, and never more.
func TestCreateAll_Concurrency(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ concurrency, want int }{{0, 8}, {1, 1}, {5, 5}, {128, 128}} {
		t.Run(strconv.Itoa(tc.concurrency), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, service := bulkClient(t, createdFromRequest)
				start, n := time.Now(), 10*tc.want
				opts := customers.BulkOptions{Concurrency: tc.concurrency}
				results, err := collectResults(t, client.CreateAll(t.Context(), numbered("x", n, new(int)), opts))
				if err != nil {
					t.Fatal(err)
				}
				if len(results) != n {
					t.Errorf("%d results, want %d", len(results), n)
				}
				if got := service.highest.Load(); got != int64(tc.want) {
					t.Errorf("%d calls at the same time, want %d", got, tc.want)
				}
				if got := time.Since(start); got != 10*time.Second {
					t.Errorf("took %v, want 10s", got)
				}
			})
		})
	}
}

// TestCreateAll_Backpressure handles each result for a minute: CreateAll takes no further items in that time.
func TestCreateAll_Backpressure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, _ := bulkClient(t, createdFromRequest)
		taken, handled := 0, 0
		opts := customers.BulkOptions{Concurrency: 3}
		for _, err := range client.CreateAll(t.Context(), numbered("x", 50, &taken), opts) {
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
			if handled++; taken > handled+2 {
				t.Fatalf("%d items taken after %d results, want at most %d", taken, handled, handled+2)
			}
		}
		if taken != 50 || handled != 50 {
			t.Errorf("%d items taken and %d results, want 50 of both", taken, handled)
		}
	})
}

// tickLimiter is a Limiter that admits one attempt per tick.
type tickLimiter struct{ tick <-chan time.Time }

func (l tickLimiter) Wait(ctx context.Context) error {
	select {
	case <-l.tick:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// TestCreateAll_Limiter calls the limiter before each attempt. This one admits two attempts per minute.
func TestCreateAll_Limiter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ticker := time.NewTicker(30 * time.Second)
		defer ticker.Stop()
		client, _ := bulkClient(t, createdFromRequest,
			customers.WithLimiter(tickLimiter{ticker.C}), customers.WithTimeout(0))
		start := time.Now()
		results, err := collectResults(t, client.CreateAll(t.Context(), numbered("x", 20, new(int)), customers.BulkOptions{}))
		if err != nil {
			t.Fatal(err)
		}
		if len(results) != 20 {
			t.Errorf("%d results, want 20", len(results))
		}
		if got, want := time.Since(start), 10*time.Minute+time.Second; got != want {
			t.Errorf("took %v, want %v", got, want)
		}
	})
}

// TestCreateAll_RetryBudget spends the client's budget of 100 retries once for the whole run, not for each item.
func TestCreateAll_RetryBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, service := bulkClient(t, status(429), customers.WithRetry(customers.RetryPolicy{}))
		results, err := collectResults(t, client.CreateAll(t.Context(), numbered("x", 400, new(int)), customers.BulkOptions{}))
		if err != nil {
			t.Fatal(err)
		}
		if len(results) != 400 {
			t.Errorf("%d results, want 400", len(results))
		}
		if got := service.total.Load(); got != 500 {
			t.Errorf("%d requests, want 500", got)
		}
	})
}

// TestCreateAll_ContextEnds ends the context of a run: each item that was taken has a result, the error is the last
// element, and no further item is taken.
func TestCreateAll_ContextEnds(t *testing.T) {
	t.Parallel()
	errStop := errors.New("stopped by the operator")
	for name, tc := range map[string]struct {
		ctx         func(context.Context) (context.Context, context.CancelFunc)
		taken       int
		want, cause error
	}{
		"cancelled": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancelCause(ctx)
			time.AfterFunc(2500*time.Millisecond, func() { cancel(errStop) })
			return ctx, func() { cancel(nil) }
		}, 12, context.Canceled, errStop},
		"deadline": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 1500*time.Millisecond)
		}, 8, context.DeadlineExceeded, context.DeadlineExceeded},
		"cancelled before the run": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return ctx, cancel
		}, 1, context.Canceled, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, service := bulkClient(t, createdFromRequest)
				ctx, cancel := tc.ctx(t.Context())
				defer cancel()
				taken := 0
				opts := customers.BulkOptions{Concurrency: 4}
				results, err := collectResults(t, client.CreateAll(ctx, numbered("x", 1000, &taken), opts))
				wantSentinel(t, err, customers.ErrContextDone)
				if e := asError(t, err); e.Op != "CreateAll" {
					t.Errorf("Op = %q, want CreateAll", e.Op)
				}
				if !errors.Is(err, tc.want) || !errors.Is(err, tc.cause) {
					t.Errorf("error = %v, want %v and its cause %v", err, tc.want, tc.cause)
				}
				if taken != tc.taken || len(results) != tc.taken {
					t.Errorf("%d items taken and %d results, want %d of both", taken, len(results), tc.taken)
				}
				if n := service.running.Load(); n != 0 {
					t.Errorf("%d calls still run", n)
				}
				for _, result := range results {
					if result.Err != nil && !errors.Is(result.Err, tc.want) {
						t.Errorf("item %d: error = %v, want %v", result.Index, result.Err, tc.want)
					}
				}
			})
		})
	}
}

// TestCreateAll_Break leaves the loop: the calls in progress are cancelled, and OnResult is called for each of them.
func TestCreateAll_Break(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, service := bulkClient(t, createdFromRequest)
		service.stagger = 10 * time.Millisecond
		taken, yielded := 0, 0
		reported := map[int]customers.Outcome{}
		opts := customers.BulkOptions{Concurrency: 4, OnResult: func(r customers.BulkResult) {
			reported[r.Index] = r.Outcome
		}}
		start := time.Now()
		for _, err := range client.CreateAll(t.Context(), numbered("x", 1000, &taken), opts) {
			if err != nil {
				t.Fatal(err)
			}
			if yielded++; yielded == 5 {
				break
			}
		}
		if got := time.Since(start); got > 2200*time.Millisecond {
			t.Errorf("took %v, want at most 2.2s", got)
		}
		if yielded != 5 {
			t.Errorf("%d results in the loop, want 5", yielded)
		}
		if len(reported) != taken {
			t.Errorf("OnResult was called for %d items, want all %d that were taken", len(reported), taken)
		}
		count := map[customers.Outcome]int{}
		for _, outcome := range reported {
			count[outcome]++
		}
		if count[customers.OutcomeUnknown] == 0 {
			t.Errorf("outcomes %v, want some %q", count, customers.OutcomeUnknown)
		}
		if n := service.running.Load(); n != 0 {
			t.Errorf("%d calls still run", n)
		}
	})
}

// TestCreateAll_Panic panics in each function of the caller: the panic passes through CreateAll and no goroutine is
// left, which synctest would report.
func TestCreateAll_Panic(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, service := bulkClient(t, createdFromRequest)
		for name, run := range map[string]func(){
			"body": func() {
				for _, err := range client.CreateAll(t.Context(), numbered("x", 100, new(int)), customers.BulkOptions{}) {
					t.Log(err)
					panic("body")
				}
			},
			"OnResult": func() {
				opts := customers.BulkOptions{OnResult: func(customers.BulkResult) { panic("OnResult") }}
				for result, err := range client.CreateAll(t.Context(), numbered("x", 100, new(int)), opts) {
					t.Errorf("%+v, %v", result, err)
				}
			},
			"seq": func() {
				seq := func(yield func(customers.CreateParams) bool) {
					yield(customers.CreateParams{ExternalID: "x", Status: customers.StatusActive})
					panic("seq")
				}
				for result, err := range client.CreateAll(t.Context(), seq, customers.BulkOptions{}) {
					t.Errorf("%+v, %v", result, err)
				}
			},
		} {
			func() {
				defer func() {
					if got := recover(); got != name {
						t.Errorf("recovered %v, want %s", got, name)
					}
				}()
				run()
			}()
			if n := service.running.Load(); n != 0 {
				t.Errorf("%s: %d calls still run", name, n)
			}
		}
	})
}
