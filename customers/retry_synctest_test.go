package customers_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestRetrySchedule tells to the nanosecond when each attempt comes, in virtual time.
func TestRetrySchedule(t *testing.T) {
	t.Parallel()
	const ms, s = time.Millisecond, time.Second
	patient := customers.RetryPolicy{MaxAttempts: 8, MaxElapsed: time.Hour}
	start := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // when a synctest bubble begins
	for _, tc := range []struct {
		name   string
		policy customers.RetryPolicy
		jitter float64
		steps  []step
		want   []time.Duration
	}{
		{"default", customers.RetryPolicy{}, 1, []step{status(503)}, []time.Duration{0, 250 * ms, 750 * ms}},
		{"no chance to wait", customers.RetryPolicy{}, 0, []step{status(503)}, []time.Duration{0, 0, 0}},
		{"half", customers.RetryPolicy{}, 0.5, []step{status(503)}, []time.Duration{0, 125 * ms, 375 * ms}},
		{"none", customers.NoRetry, 1, []step{status(503)}, []time.Duration{0}},
		{"once is enough", customers.RetryPolicy{}, 1, []step{reset, ok}, []time.Duration{0, 250 * ms}},
		{
			"cap", patient, 1,
			[]step{status(500)},
			[]time.Duration{0, 250 * ms, 750 * ms, 1750 * ms, 3750 * ms, 7750 * ms, 15750 * ms, 23750 * ms},
		},
		{
			"elapsed",
			customers.RetryPolicy{MaxAttempts: 8, MaxElapsed: 4 * s},
			1,
			[]step{status(500)},
			[]time.Duration{0, 250 * ms, 750 * ms, 1750 * ms, 3750 * ms},
		},
		{
			"own policy",
			customers.RetryPolicy{MaxAttempts: 4, BaseDelay: s, MaxDelay: 3 * s},
			1,
			[]step{status(502)},
			[]time.Duration{0, s, 3 * s, 6 * s},
		},
		{
			"Retry-After is a floor",
			customers.RetryPolicy{},
			1,
			[]step{status(503, "Retry-After", "3")},
			[]time.Duration{0, 3250 * ms, 6750 * ms},
		},
		{
			"Retry-After as a date",
			customers.RetryPolicy{},
			0,
			[]step{status(503, "Retry-After", start.Add(5*s).Format(http.TimeFormat)), ok},
			[]time.Duration{0, 5 * s},
		},
		{
			"X-RateLimit-Reset",
			customers.RetryPolicy{},
			0,
			[]step{status(429, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", strconv.FormatInt(start.Add(6*s).Unix(), 10)), ok},
			[]time.Duration{0, 6 * s},
		},
		{
			"Retry-After at the cap",
			customers.RetryPolicy{},
			1,
			[]step{status(503, "Retry-After", "8")},
			[]time.Duration{0, 8 * s, 16 * s},
		},
		{"Retry-After beyond the cap", customers.RetryPolicy{}, 0, []step{status(429, "Retry-After", "9")}, []time.Duration{0}},
		{
			"attempt timeout",
			customers.RetryPolicy{},
			1,
			[]step{waitForContext, ok},
			[]time.Duration{0, 10*s + 250*ms},
		},
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
				at := time.Duration(0)
				for i, a := range info.Attempts {
					if got := a.Start.Sub(script.first); got != script.times[i] || at != got {
						t.Errorf("attempt %d is recorded at %v after waits and durations of %v, want %v", i, got, at, script.times[i])
					}
					at += a.Duration + a.Wait
				}
				if len(info.Attempts) != len(script.times) {
					t.Errorf("%d attempts recorded, want %d", len(info.Attempts), len(script.times))
				}
			})
		})
	}
}

// TestWhatIsRetried crosses what can happen with every operation.
func TestWhatIsRetried(t *testing.T) {
	t.Parallel()
	const never, reads, idempotent, always = "never", "reads and Update", "all but Create", "all"
	for name, tc := range map[string]struct {
		first step
		who   string
	}{
		"reset": {reset, idempotent}, "refused": {dialRefused, always}, "hang": {waitForContext, idempotent}, "cut": {truncated, reads},
		"408": {status(408), idempotent}, "429": {status(429), always}, "500": {status(500), idempotent},
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
					retried := tc.who == always || tc.who == idempotent && op.name != "Create" ||
						tc.who == reads && (op.name == "Get" || op.name == "Addresses" || op.name == "Update")
					if got := len(script.seen) == 2; got != retried {
						t.Fatalf("%d attempts, want a retry: %v (%v)", len(script.seen), retried, err)
					}
					if succeeds := retried || name == "cut" && op.name == "Delete"; succeeds != (err == nil) {
						t.Errorf("error = %v", err)
					}
				})
			})
		}
	}
}

// TestRetryBudget retries 100 calls of a dead service, then none; a tenth of a retry comes back with each success.
func TestRetryBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		answer := status(503)
		client, script := scripted(t, []step{func(r *http.Request) (*http.Response, error) { return answer(r) }},
			customers.WithRetry(customers.RetryPolicy{MaxAttempts: 2}))
		derived, err := client.With(customers.WithUserAgent("another/1"))
		if err != nil {
			t.Fatal(err)
		}
		call := func(c *customers.Client, n int) int {
			before := len(script.seen)
			for range n {
				_, _ = c.Get(t.Context(), "a")
			}
			return len(script.seen) - before - n
		}
		if retries := call(client, 60) + call(derived, 60); retries != 100 {
			t.Errorf("%d retries of 120 calls, want 100", retries)
		}
		answer = ok
		call(client, 20)
		answer = status(503)
		if retries := call(client, 10); retries != 2 {
			t.Errorf("%d retries after 20 successes, want 2", retries)
		}
	})
}

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
		client, _ := scripted(t, []step{status(429), waitForContext}, customers.WithTimeout(3*time.Second))
		_, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
		wantSentinel(t, err, customers.ErrRateLimited)
		e := asError(t, err)
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, customers.ErrOutcomeUnknown) ||
			len(e.Attempts) != 2 || e.Attempts[0].StatusCode != 429 || e.Attempts[1].StatusCode != 0 || e.RequestID != "req-42" {
			t.Errorf("%v, attempts %+v", err, e.Attempts)
		}
	})
}
