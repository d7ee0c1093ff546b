package customers_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestEnsure_Paths checks for sequences of responses which requests Ensure sends and what it returns. A step of a GET
// that fails is repeated by the retries of the look-up.
func TestEnsure_Paths(t *testing.T) {
	t.Parallel()
	found, none := bodyOf(200, "["+documented+"]"), bodyOf(200, "[]")
	created := bodyOf(201, documented)
	for _, tc := range []struct {
		name     string
		steps    []step
		requests string // see methods
		created  bool
		want     error // nil for success
		unknown  bool
	}{
		{"created", []step{created}, "P", true, nil, false},
		{"created after 429", []step{status(429), created}, "PP", true, nil, false},

		{"conflict, found", []step{status(409), found}, "PG", false, nil, false},
		{"conflict, none, created", []step{status(409), none, created}, "PGP", true, nil, false},
		{
			"always conflict, never found",
			[]step{status(409), none, status(409), none, status(409), none},
			"PGPGPG", false, customers.ErrConflict, false,
		},
		{"conflict, 403", []step{status(409), status(403)}, "PG", false, customers.ErrForbidden, false},

		{"reset, found", []step{reset, found}, "PG", false, nil, false},
		{"truncated, found", []step{truncated, found}, "PG", false, nil, false},
		{"timeout, found", []step{waitForContext, found}, "PG", false, nil, false},
		{"500, found", []step{status(500), found}, "PG", false, nil, false},
		{"408, found", []step{status(408), found}, "PG", false, nil, false},
		{"redirect, found", []step{status(307), found}, "PG", false, nil, false},
		{"reset, 503, found", []step{reset, status(503), found}, "PGG", false, nil, false},
		{"reset, none, created", []step{reset, none, created}, "PGP", true, nil, false},
		{"reset, none, conflict, found", []step{reset, none, status(409), found}, "PGPG", false, nil, false},
		{
			"always reset, never found",
			[]step{reset, none, reset, none, reset, none},
			"PGPGPG", false, customers.ErrTransport, true,
		},
		{
			"conflict, none, then always reset",
			[]step{status(409), none, reset, none, reset, none},
			"PGPGPG", false, customers.ErrTransport, true,
		},
		{
			"reset, none, then always conflict",
			[]step{reset, none, status(409), none, status(409), none},
			"PGPGPG", false, customers.ErrConflict, true,
		},

		// A failed look-up does not remove the uncertainty.
		{"reset, 403", []step{reset, status(403)}, "PG", false, customers.ErrForbidden, true},
		{"reset, 404 for the list", []step{reset, status(404)}, "PG", false, customers.ErrNotFound, true},
		{"reset, always 503", []step{reset, status(503)}, "PGGG", false, customers.ErrServer, true},
		{"reset, truncated list", []step{reset, truncatedList}, "PG", false, customers.ErrTransport, true},
		{"reset, invalid list", []step{reset, bodyOf(200, "{}")}, "PG", false, customers.ErrUnexpectedResponse, true},

		// Nor does the definite refusal of a later Create, because the service may still apply the first one.
		{"reset, none, 401", []step{reset, none, status(401)}, "PGP", false, customers.ErrUnauthorized, true},
		{
			"reset, none, always 429",
			[]step{reset, none, status(429)},
			"PGPPP", false, customers.ErrRateLimited, true,
		},
		{"reset, none, 400, found", []step{reset, none, status(400), found}, "PGPG", false, nil, false},
		{
			"reset, none, 400, none",
			[]step{reset, none, status(400), none},
			"PGPG", false, customers.ErrBadRequest, true,
		},

		{"400, found", []step{status(400), found}, "PG", false, nil, false},
		{"400, none", []step{status(400), none}, "PG", false, customers.ErrBadRequest, false},

		{"401", []step{status(401)}, "P", false, customers.ErrUnauthorized, false},
		{"always 429", []step{status(429)}, "PPP", false, customers.ErrRateLimited, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, script := scripted(t, tc.steps)
				customer, created, err := client.Ensure(t.Context(), ensureParams)
				if got := methods(script.seen); got != tc.requests {
					t.Errorf("requests %s, want %s", got, tc.requests)
				}
				if created != tc.created {
					t.Errorf("created = %v, want %v", created, tc.created)
				}
				if tc.want == nil {
					if err != nil || customer.ExternalID != ensureParams.ExternalID {
						t.Errorf("Ensure = %+v, %v, want the customer", customer, err)
					}
					return
				}
				if customer != nil {
					t.Errorf("customer = %+v, want nil", customer)
				}
				wantSentinel(t, err, tc.want)
				wantOutcomeUnknown(t, err, tc.unknown)
				e := asError(t, err)
				if e.Op != "Ensure" || len(e.Attempts) != len(script.seen) {
					t.Errorf("Op = %q with %d attempts, want Ensure with %d", e.Op, len(e.Attempts), len(script.seen))
				}
			})
		})
	}
}

var ensureParams = customers.CreateParams{ExternalID: "customer-ext-001", Status: customers.StatusInactive}

// truncatedList responds with a list and breaks the connection within it.
func truncatedList(r *http.Request) (*http.Response, error) {
	resp, err := truncated(r)
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(strings.NewReader(`[{"id":"a"},`), errReader{}), http.NoBody}
	return resp, err
}

// methods returns the first letters of the methods of the requests: P for POST and G for GET.
func methods(requests []*http.Request) string {
	var letters strings.Builder
	for _, r := range requests {
		letters.WriteString(r.Method[:1])
	}
	return letters.String()
}

// TestEnsure_NotSent checks that nothing is looked up if no Create was sent.
func TestEnsure_NotSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, script := scripted(t, []step{dialRefused})
		_, created, err := client.Ensure(t.Context(), ensureParams)
		wantSentinel(t, err, customers.ErrTransport)
		wantOutcomeUnknown(t, err, false)
		if want := "PPP"; created || methods(script.seen) != want {
			t.Errorf("created = %v after %v, want false after %v", created, methods(script.seen), want)
		}

		client, _ = scripted(t, []step{reset, bodyOf(200, "[]"), dialRefused})
		_, _, err = client.Ensure(t.Context(), ensureParams)
		wantSentinel(t, err, customers.ErrTransport)
		wantOutcomeUnknown(t, err, true)
	})
}

// TestEnsure_Waits checks the waits between the rounds: the backoff of the retry policy on top of Retry-After. A wait
// that the policy or the deadline does not allow ends Ensure at once.
func TestEnsure_Waits(t *testing.T) {
	t.Parallel()
	const second = time.Second
	none := bodyOf(200, "[]")
	for name, tc := range map[string]struct {
		steps    []step
		deadline time.Duration // 0 for none
		policy   customers.RetryPolicy
		want     []time.Duration // when the requests are sent
	}{
		"backoff": {
			[]step{reset, none, reset, none, reset, none},
			0,
			customers.RetryPolicy{BaseDelay: second},
			[]time.Duration{0, 0, second, second, 3 * second, 3 * second},
		},
		"Retry-After": {
			[]step{status(503, "Retry-After", "3"), none, ok},
			0,
			customers.RetryPolicy{BaseDelay: second},
			[]time.Duration{0, 0, 4 * second},
		},
		"Retry-After over MaxDelay": {
			[]step{status(503, "Retry-After", "9"), none, ok}, 0, customers.RetryPolicy{}, []time.Duration{0, 0},
		},
		"MaxElapsed": {
			[]step{reset, none, reset, none},
			0,
			customers.RetryPolicy{BaseDelay: second, MaxElapsed: 3 * second / 2},
			[]time.Duration{0, 0, second, second},
		},
		"NoRetry": {[]step{reset, none}, 0, customers.NoRetry, []time.Duration{0, 0}},
		"deadline": {
			[]step{reset, none}, second / 2, customers.RetryPolicy{BaseDelay: second}, []time.Duration{0, 0},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, script := scripted(t, tc.steps, customers.WithRetry(tc.policy))
				ctx := t.Context()
				if tc.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tc.deadline)
					defer cancel()
				}
				start := time.Now()
				_, _, err := client.Ensure(ctx, ensureParams)
				if took := time.Since(start); took != tc.want[len(tc.want)-1] {
					t.Errorf("Ensure took %v, want no wait after the last request: %v", took, err)
				}
				if diff := cmp.Diff(tc.want, script.times); diff != "" {
					t.Errorf("times (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestEnsure_ContextEnds ends the context at each point of an Ensure. The error is that of the call which the context
// ended, and is ErrOutcomeUnknown once a Create may have been applied.
func TestEnsure_ContextEnds(t *testing.T) {
	t.Parallel()
	errStop := errors.New("stopped by the operator")
	none := bodyOf(200, "[]")
	for name, tc := range map[string]struct {
		steps    []step
		end      time.Duration
		requests string // see methods
		method   string // of the error
		unknown  bool
	}{
		"before the first Create":         {[]step{ok}, 0, "", "POST", false},
		"in the first Create":             {[]step{waitForContext}, time.Second, "P", "POST", true},
		"in the look-up":                  {[]step{reset, waitForContext}, time.Second, "PG", "GET", true},
		"in the wait":                     {[]step{reset, none}, time.Second, "PG", "POST", true},
		"in the second Create":            {[]step{reset, none, waitForContext}, 3 * time.Second, "PGP", "POST", true},
		"in the look-up after a conflict": {[]step{status(409), waitForContext}, time.Second, "PG", "GET", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, script := scripted(t, tc.steps, customers.WithRetry(customers.RetryPolicy{BaseDelay: 2 * time.Second}))
				ctx, cancel := context.WithCancelCause(t.Context())
				if tc.end == 0 {
					cancel(errStop)
				} else {
					time.AfterFunc(tc.end, func() { cancel(errStop) })
				}
				customer, created, err := client.Ensure(ctx, ensureParams)
				if customer != nil || created {
					t.Errorf("Ensure = %+v, %v, want nil, false", customer, created)
				}
				if !errors.Is(err, context.Canceled) || !errors.Is(err, errStop) {
					t.Errorf("error = %v, want context.Canceled and its cause", err)
				}
				wantOutcomeUnknown(t, err, tc.unknown)
				if e := asError(t, err); e.Op != "Ensure" || e.Method != tc.method {
					t.Errorf("error of %s, %s, want Ensure, %s", e.Op, e.Method, tc.method)
				}
				if got := methods(script.seen); got != tc.requests {
					t.Errorf("requests %q, want %q", got, tc.requests)
				}
			})
		})
	}
}

// TestEnsure_Observers checks that the calls of an Ensure are observed as themselves, with errors that it did not change.
func TestEnsure_Observers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		observer := &recorder{log: new([]string)}
		client, _ := scripted(t, []step{reset, status(403)}, customers.WithObserver(observer))
		var info customers.ResponseInfo
		_, _, err := client.Ensure(t.Context(), ensureParams, customers.WithResponseInfo(&info))
		wantOutcomeUnknown(t, err, true)
		calls := make([]string, 0, len(observer.results))
		for _, result := range observer.results {
			e := asError(t, result.Err)
			calls = append(calls, fmt.Sprintf("%s with %d attempts", e.Op, len(e.Attempts)))
		}
		if want := []string{"Create with 1 attempts", "FindByExternalID with 1 attempts"}; !slices.Equal(calls, want) {
			t.Errorf("observed %q, want %q", calls, want)
		}
		if info.StatusCode != http.StatusForbidden {
			t.Errorf("ResponseInfo has status code %d, want that of the last call", info.StatusCode)
		}
	})
}
