package faulttest

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// TestRateLimiter has golang.org/x/time/rate hold attempts back: two go out at once, a third would have to wait for longer
// than the call may take, which the limiter knows from the context.
func TestRateLimiter(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	srv.Seed(customers.Customer{ID: "a", ExternalID: "e"})
	srv.Fail(customerstest.Fault{Status: http.StatusServiceUnavailable}, 1)
	client := srv.Client(t, customers.WithLimiter(rate.NewLimiter(rate.Every(time.Hour), 2)))
	if _, err := client.Get(t.Context(), "a"); err != nil { // its retry is the second attempt
		t.Fatal(err)
	}
	err := client.Delete(t.Context(), "a")
	if !errors.Is(err, customers.ErrTransport) || errors.Is(err, customers.ErrOutcomeUnknown) ||
		!strings.Contains(err.Error(), "would exceed context deadline") {
		t.Errorf("Delete: %v, want the limiter's refusal", err)
	}
	if got := len(srv.Requests()); got != 2 {
		t.Errorf("the server saw %d requests, want 2", got)
	}
}
