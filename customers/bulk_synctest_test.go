package customers_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// bulkService takes a second for each Create; most is how many it had at once.
type bulkService struct {
	now, most, calls atomic.Int64
	answer           step
	stagger          time.Duration // that each call takes longer than the one before
}

func (s *bulkService) RoundTrip(r *http.Request) (*http.Response, error) {
	call := s.calls.Add(1)
	now := s.now.Add(1)
	defer s.now.Add(-1)
	for most := s.most.Load(); now > most; most = s.most.Load() {
		s.most.CompareAndSwap(most, now)
	}
	select {
	case <-time.After(time.Second + time.Duration(call)*s.stagger):
		return s.answer(r)
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

func bulkClient(t *testing.T, answer step, opts ...customers.Option) (*customers.Client, *bulkService) {
	t.Helper()
	s := &bulkService{answer: answer}
	return newClient(t, "https://h", append(opts, customers.WithHTTPClient(&http.Client{Transport: s}))...), s
}

// echo creates the customer that was asked for.
func echo(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	answer := io.NopCloser(strings.NewReader(`{"id":"x",` + string(body[1:])))
	return &http.Response{StatusCode: 201, Header: http.Header{"Content-Type": {jsonType}}, Body: answer}, nil
}

// TestBulkConcurrency keeps as many calls running as were asked for, never more.
func TestBulkConcurrency(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ asked, want int }{{0, 8}, {1, 1}, {5, 5}, {128, 128}} {
		synctest.Test(t, func(t *testing.T) {
			client, service := bulkClient(t, echo)
			start := time.Now()
			n := 10 * tc.want
			got, err := results(t, client.CreateAll(t.Context(), numbered("x", n, new(int)), customers.BulkOptions{Concurrency: tc.asked}))
			if err != nil || len(got) != n || service.most.Load() != int64(tc.want) || time.Since(start) != 10*time.Second {
				t.Errorf("Concurrency %d: %d results, %v, %d at once, took %v", tc.asked, len(got), err, &service.most, time.Since(start))
			}
		})
	}
}

// TestBulkBackpressure has a body that takes a minute for each result: nothing piles up in front of it.
func TestBulkBackpressure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, _ := bulkClient(t, echo)
		taken, handled := 0, 0
		for _, err := range client.CreateAll(t.Context(), numbered("slow", 50, &taken), customers.BulkOptions{Concurrency: 3}) {
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
			if handled++; taken > handled+2 {
				t.Fatalf("%d items taken when %d results are handled", taken, handled)
			}
		}
		if taken != 50 || handled != 50 {
			t.Errorf("%d taken, %d handled, want 50", taken, handled)
		}
	})
}

// TestBulkAsksTheLimiter for every attempt; it lets two a minute through.
func TestBulkAsksTheLimiter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ticker := time.NewTicker(30 * time.Second)
		defer ticker.Stop()
		client, _ := bulkClient(t, echo, customers.WithLimiter(everySecond{ticker}), customers.WithTimeout(0))
		start := time.Now()
		got, err := results(t, client.CreateAll(t.Context(), numbered("x", 20, new(int)), customers.BulkOptions{}))
		if took := time.Since(start); err != nil || len(got) != 20 || took != 10*time.Minute+time.Second {
			t.Errorf("%d results after %v: %v, want 20 after 10m1s", len(got), took, err)
		}
	})
}

// TestBulkHasOneRetryBudget: a service that is out of requests is asked again 100 times in all, not for each item.
func TestBulkHasOneRetryBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, service := bulkClient(t, status(429), customers.WithRetry(customers.RetryPolicy{}))
		got, err := results(t, client.CreateAll(t.Context(), numbered("x", 400, new(int)), customers.BulkOptions{}))
		if err != nil || len(got) != 400 || service.calls.Load() != 500 {
			t.Errorf("%d results and %d requests: %v, want 400 and 500", len(got), service.calls.Load(), err)
		}
	})
}

// TestBulkEndsWithItsContext: what was taken has its result, the error comes last, and nothing more is taken.
func TestBulkEndsWithItsContext(t *testing.T) {
	t.Parallel()
	errStop := errors.New("the operator said stop")
	for _, tc := range []struct {
		name        string
		ctx         func(context.Context) (context.Context, context.CancelFunc)
		taken       int
		want, cause error
	}{
		{"cancelled", func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancelCause(ctx)
			time.AfterFunc(2500*time.Millisecond, func() { cancel(errStop) })
			return ctx, func() { cancel(nil) }
		}, 12, context.Canceled, errStop},
		{"deadline", func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 1500*time.Millisecond)
		}, 8, context.DeadlineExceeded, context.DeadlineExceeded},
		{"before", func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return ctx, cancel
		}, 1, context.Canceled, context.Canceled},
	} {
		synctest.Test(t, func(t *testing.T) {
			client, service := bulkClient(t, echo)
			ctx, cancel := tc.ctx(t.Context())
			defer cancel()
			taken := 0
			got, err := results(t, client.CreateAll(ctx, numbered("x", 1000, &taken), customers.BulkOptions{Concurrency: 4}))
			wantSentinel(t, err, customers.ErrTransport)
			if e := asError(t, err); !errors.Is(err, tc.want) || !errors.Is(err, tc.cause) || e.Op != "CreateAll" {
				t.Errorf("%s: %v", tc.name, err)
			}
			if taken != tc.taken || len(got) != taken || service.now.Load() != 0 {
				t.Errorf("%s: %d items taken, %d results, %d calls still running, want %d", tc.name, taken, len(got), &service.now, tc.taken)
			}
			for _, result := range got {
				if result.Err != nil && !errors.Is(result.Err, tc.want) {
					t.Errorf("%s: item %d: %v", tc.name, result.Index, result.Err)
				}
			}
		})
	}
}

// TestBulkBreak leaves the loop: the calls under way are cancelled, and OnResult still hears of each.
func TestBulkBreak(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, service := bulkClient(t, echo)
		taken, seen := 0, 0
		heard := map[int]customers.BulkResult{}
		opts := customers.BulkOptions{Concurrency: 4, OnResult: func(r customers.BulkResult) {
			heard[r.Index] = r
		}}
		service.stagger = 10 * time.Millisecond
		start := time.Now()
		for _, err := range client.CreateAll(t.Context(), numbered("x", 1000, &taken), opts) {
			if err != nil {
				t.Fatal(err)
			}
			if seen++; seen == 5 {
				break
			}
		}
		if took := time.Since(start); took > 2200*time.Millisecond {
			t.Errorf("took %v to leave", took)
		}
		count := map[customers.Outcome]int{}
		for _, r := range heard {
			count[r.Outcome]++
		}
		if seen != 5 || len(heard) != taken || service.now.Load() != 0 || count[customers.OutcomeUnknown] == 0 {
			t.Errorf("%d seen, %d taken, %d heard of: %v, %d still run", seen, taken, len(heard), count, &service.now)
		}
	})
}

// TestBulkPanics passes the user's own panics on, and nothing stays behind: synctest would say so.
func TestBulkPanics(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, service := bulkClient(t, echo)
		for name, do := range map[string]func(){
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
				do()
			}()
			if n := service.now.Load(); n != 0 {
				t.Errorf("%s: %d calls still run", name, n)
			}
		}
	})
}
