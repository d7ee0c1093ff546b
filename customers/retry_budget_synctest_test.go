package customers_test

import (
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/ledgerlink/link-sdk-go/customers"
)

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
