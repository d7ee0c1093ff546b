package customers_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestReadsAttemptIsWhole is the same for a request without a body, whose headers are all the client's.
func TestReadsAttemptIsWhole(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		spoil := func(r *http.Request) (*http.Response, error) {
			r.Header.Set("Accept", "text/html")
			r.Header.Set("X-Spoiled", "left over")
			r.Header["X-Tenant"][0] = "spoiled in place"
			return nil, errReset
		}
		client, script := scripted(t, []step{spoil, spoil, ok}, customers.WithHeader("X-Tenant", "mine"))
		if _, err := client.Get(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		last := script.seen[2].Header
		if last.Get("Accept") != jsonType || last.Get("X-Tenant") != "mine" || last.Get("X-Spoiled") != "" {
			t.Errorf("the third attempt's header: %v", last)
		}
	})
}

// TestEachAttemptIsWhole sends the same body and a fresh key with each attempt, whatever a RoundTripper did to the last.
func TestEachAttemptIsWhole(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := 0
		spoil := func(s step) step {
			return func(r *http.Request) (*http.Response, error) {
				r.Header.Set("X-Tenant", "spoiled")
				r.Header.Set("X-Spoiled", "left over")
				return s(r)
			}
		}
		client, script := scripted(t, []step{spoil(status(429)), spoil(refused), ok},
			customers.WithHeader("X-Tenant", "mine"),
			customers.WithAPIKeySource(func(context.Context) (string, error) {
				n++
				return fmt.Sprintf("key-%d", n), nil
			}))
		_, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
		if err != nil {
			t.Fatal(err)
		}
		last := script.seen[2].Header
		if last.Get("X-Api-Key") != "key-3" || last.Get("X-Tenant") != "mine" || last.Get("Content-Type") != jsonType ||
			last.Get("X-Spoiled") != "" {
			t.Errorf("the third attempt's header: %v", last)
		}
		for i, body := range script.body {
			if body != `{"externalId":"e","status":"active"}` {
				t.Errorf("attempt %d sent %q", i+1, body)
			}
		}
	})
}
