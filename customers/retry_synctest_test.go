package customers_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestRetry_Schedule checks when each attempt is made, in virtual time.
func TestRetry_Schedule(t *testing.T) {
	t.Parallel()
	const ms, s = time.Millisecond, time.Second
	standard := customers.RetryPolicy{}
	long := customers.RetryPolicy{MaxAttempts: 8, MaxElapsed: time.Hour}
	start := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // the time at which a synctest bubble starts
	in5s := start.Add(5 * s).Format(http.TimeFormat)
	rateLimited := func(code int, remaining string) step {
		reset := strconv.FormatInt(start.Add(6*s).Unix(), 10)
		return status(code, "X-RateLimit-Remaining", remaining, "X-RateLimit-Reset", reset)
	}
	type times []time.Duration
	for _, tc := range []struct {
		name   string
		policy customers.RetryPolicy
		jitter float64
		steps  []step
		want   times
	}{
		{"default", standard, 1, []step{status(503)}, times{0, 250 * ms, 750 * ms}},
		{"no jitter", standard, 0, []step{status(503)}, times{0, 0, 0}},
		{"half of the jitter", standard, 0.5, []step{status(503)}, times{0, 125 * ms, 375 * ms}},
		{"NoRetry", customers.NoRetry, 1, []step{status(503)}, times{0}},
		{"success after one retry", standard, 1, []step{reset, ok}, times{0, 250 * ms}},
		{
			"MaxDelay", long, 1,
			[]step{status(500)},
			times{0, 250 * ms, 750 * ms, 1750 * ms, 3750 * ms, 7750 * ms, 15750 * ms, 23750 * ms},
		},
		{
			"MaxElapsed",
			customers.RetryPolicy{MaxAttempts: 8, MaxElapsed: 4 * s},
			1,
			[]step{status(500)},
			times{0, 250 * ms, 750 * ms, 1750 * ms, 3750 * ms},
		},
		{
			"custom policy",
			customers.RetryPolicy{MaxAttempts: 4, BaseDelay: s, MaxDelay: 3 * s},
			1,
			[]step{status(502)},
			times{0, s, 3 * s, 6 * s},
		},
		{"Retry-After is a floor", standard, 1, []step{status(503, "Retry-After", "3")}, times{0, 3250 * ms, 6750 * ms}},
		{"Retry-After as a date", standard, 0, []step{status(503, "Retry-After", in5s), ok}, times{0, 5 * s}},
		{"Retry-After equals MaxDelay", standard, 1, []step{status(503, "Retry-After", "8")}, times{0, 8 * s, 16 * s}},
		{"Retry-After exceeds MaxDelay", standard, 0, []step{status(429, "Retry-After", "9")}, times{0}},
		{"X-RateLimit-Reset of a 429", standard, 0, []step{rateLimited(429, "0"), ok}, times{0, 6 * s}},
		{"X-RateLimit-Reset with requests left", standard, 0, []step{rateLimited(429, "1"), ok}, times{0, 0}},
		{"X-RateLimit-Reset of a 503", standard, 0, []step{rateLimited(503, "0"), ok}, times{0, 0}},
		{"attempt timeout", standard, 1, []step{waitForContext, ok}, times{0, 10*s + 250*ms}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, script := scripted(t, tc.steps, customers.WithRetry(tc.policy),
					customers.WithJitter(func(bound time.Duration) time.Duration { return time.Duration(float64(bound) * tc.jitter) }))
				var info customers.ResponseInfo
				_, _ = client.Get(t.Context(), "a", customers.WithResponseInfo(&info))
				if !slices.Equal(script.times, tc.want) {
					t.Errorf("attempts at %v, want %v", script.times, tc.want)
				}
				if len(info.Attempts) != len(script.times) {
					t.Fatalf("%d attempts recorded, want %d", len(info.Attempts), len(script.times))
				}
				end := time.Duration(0) // of the attempt before, with its wait
				for i, a := range info.Attempts {
					if got := a.Start.Sub(script.first); got != script.times[i] {
						t.Errorf("Start of attempt %d = %v, want %v", i+1, got, script.times[i])
					}
					if end != script.times[i] {
						t.Errorf("durations and waits before attempt %d = %v, want %v", i+1, end, script.times[i])
					}
					end += a.Duration + a.Wait
				}
			})
		})
	}
}

// TestRetry_Conditions crosses each outcome of a first attempt with each operation.
func TestRetry_Conditions(t *testing.T) {
	t.Parallel()
	const never, wholeBody, idempotent, always = "never", "all that read the whole body", "all that are idempotent", "all"
	for name, tc := range map[string]struct {
		first   step
		retried string // the operations that are retried
	}{
		"reset": {reset, idempotent}, "dial refused": {dialRefused, always}, "timeout": {waitForContext, idempotent},
		"truncated": {truncated, wholeBody},
		"408":       {status(408), idempotent}, "429": {status(429), always}, "500": {status(500), idempotent},
		"502": {status(502), idempotent}, "503": {status(503), idempotent}, "504": {status(504), idempotent},
		"400": {status(400), never}, "401": {status(401), never}, "403": {status(403), never}, "404": {status(404), never},
		"409": {status(409), never}, "422": {status(422), never}, "425": {status(425), never}, "501": {status(501), never},
		"505": {status(505), never}, "302": {status(302), never}, "307": {status(307), never},
	} {
		for _, op := range operations() {
			t.Run(name+"/"+op.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					client, script := scripted(t, []step{tc.first, ok})
					err := op.call(t, client)
					var retried bool
					switch tc.retried {
					case always:
						retried = true
					case idempotent:
						retried = op.idempotent
					case wholeBody: // a stream is not retried after its headers; the status code alone settles a Delete
						retried = op.idempotent && !op.stream && op.method != http.MethodDelete
					}
					if got := len(script.seen) == 2; got != retried {
						t.Fatalf("%d attempts, want a retry: %v (%v); is Stream in internal/apicalls right?", len(script.seen), retried, err)
					}
					succeeds := retried || name == "truncated" && op.name == "Delete"
					if got := err == nil; got != succeeds {
						t.Errorf("error = %v, want success: %v", err, succeeds)
					}
				})
			})
		}
	}
}

// TestRetry_Budget spends the budget of 100 retries, which a derived client shares. Each success returns a tenth of a
// retry.
func TestRetry_Budget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		response := status(503)
		client, script := scripted(t, []step{func(r *http.Request) (*http.Response, error) { return response(r) }},
			customers.WithRetry(customers.RetryPolicy{MaxAttempts: 2}))
		derived, err := client.With(customers.WithUserAgent("another/1"))
		if err != nil {
			t.Fatal(err)
		}
		retriesOf := func(c *customers.Client, calls int) int {
			before := len(script.seen)
			for range calls {
				_, _ = c.Get(t.Context(), "a")
			}
			return len(script.seen) - before - calls
		}
		if got := retriesOf(client, 60) + retriesOf(derived, 60); got != 100 {
			t.Errorf("%d retries of 120 failing calls, want 100", got)
		}
		checkBudgetExhausted(t, client, true)
		response = ok
		if got := retriesOf(client, 20); got != 0 {
			t.Errorf("%d retries of 20 successful calls, want none", got)
		}
		response = status(503)
		if got := retriesOf(client, 10); got != 2 {
			t.Errorf("%d retries after 20 successes, want 2", got)
		}
		response = status(404) // is never retried
		checkBudgetExhausted(t, client, false)
	})
}

// checkBudgetExhausted makes a call that fails, and checks whether its error, its attempt and its log records report
// that the retry budget is used up.
func checkBudgetExhausted(t *testing.T, client *customers.Client, want bool) {
	t.Helper()
	var out bytes.Buffer
	client, err := client.With(customers.WithLogger(logTo(&out, slog.LevelDebug)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Get(t.Context(), "a")
	e := asError(t, err)
	if got := e.Attempts[len(e.Attempts)-1].BudgetExhausted; got != want {
		t.Errorf("BudgetExhausted = %v, want %v", got, want)
	}
	if got := strings.Contains(e.Error(), "not retried because the retry budget is used up"); got != want {
		t.Errorf("Error() = %q, want the retry budget in it: %v", e.Error(), want)
	}
	records := 0
	if want {
		records = 2 // of the attempt and of the call
	}
	if got := strings.Count(out.String(), "ledgerlink.retry.budget_exhausted=true"); got != records {
		t.Errorf("%d records name the retry budget, want %d:\n%s", got, records, &out)
	}
}

// TestRetry_NoWaitPastDeadline returns the error at once if the wait would end after the call's deadline.
func TestRetry_NoWaitPastDeadline(t *testing.T) {
	t.Parallel()
	const short = 200 * time.Millisecond // the first wait takes 250 ms
	for name, tc := range map[string]struct {
		opts     []customers.Option
		deadline time.Duration // of the caller's context
	}{
		"context":     {nil, short},
		"WithTimeout": {[]customers.Option{customers.WithTimeout(short)}, time.Hour},
		"MaxElapsed":  {[]customers.Option{customers.WithRetry(customers.RetryPolicy{MaxElapsed: short})}, time.Hour},
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
				if got := time.Since(start); got != 0 {
					t.Errorf("took %v, want no wait", got)
				}
				if len(script.seen) != 1 {
					t.Errorf("%d attempts, want 1", len(script.seen))
				}
			})
		})
	}
}

// TestRetry_PermanentError does not repeat an attempt that failed for a reason which another attempt would not change.
func TestRetry_PermanentError(t *testing.T) {
	t.Parallel()
	keySource := func(key string, err error) customers.Option {
		return customers.WithAPIKeySource(func(context.Context) (string, error) { return key, err })
	}
	for name, tc := range map[string]struct {
		opt      customers.Option
		want     error
		requests int
	}{
		"key source":    {keySource("", errors.New("no connection to the vault")), customers.ErrClientSide, 0},
		"invalid key":   {keySource("a\nb", nil), customers.ErrClientSide, 0},
		"too large":     {customers.WithMaxResponseBytes(10), customers.ErrResponseTooLarge, 1},
		"limiter error": {customers.WithLimiter(&slowLimiter{err: errors.New("no tokens left")}), customers.ErrClientSide, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, script := scripted(t, []step{ok}, tc.opt)
				start := time.Now()
				_, err := client.Get(t.Context(), "a")
				wantSentinel(t, err, tc.want)
				if got := time.Since(start); got != 0 {
					t.Errorf("took %v, want no wait", got)
				}
				if len(script.seen) != tc.requests {
					t.Errorf("%d requests, want %d", len(script.seen), tc.requests)
				}
			})
		})
	}
}

// slowObserver is an Observer that takes a minute for each attempt.
type slowObserver struct{}

func (slowObserver) CallStart(ctx context.Context, _ customers.Operation) context.Context { return ctx }

func (slowObserver) CallEnd(context.Context, customers.Operation, customers.CallResult) {}

func (slowObserver) AttemptEnd(context.Context, customers.Operation, customers.Attempt) {
	time.Sleep(time.Minute)
}

// TestRetry_SlowObserver makes no second attempt if the call's timeout passes during AttemptEnd.
func TestRetry_SlowObserver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, script := scripted(t, []step{status(503), ok}, customers.WithObserver(slowObserver{}))
		_, err := client.Get(t.Context(), "a")
		wantSentinel(t, err, customers.ErrServer)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error = %v, want %v in it", err, context.DeadlineExceeded)
		}
		if len(script.seen) != 1 {
			t.Errorf("%d requests, want 1", len(script.seen))
		}
	})
}
