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

// TestRateLimiter uses a limiter of golang.org/x/time/rate that lets two attempts pass. A third would wait past the
// deadline of its context, so the limiter returns an error.
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
	if !errors.Is(err, customers.ErrClientSide) {
		t.Fatalf("Delete: error %v is not ErrClientSide", err)
	}
	if errors.Is(err, customers.ErrOutcomeUnknown) {
		t.Errorf("Delete: error %v is ErrOutcomeUnknown, although nothing was sent", err)
	}
	if !strings.Contains(err.Error(), "would exceed context deadline") {
		t.Errorf("Delete: error %v is not that of the limiter", err)
	}
	if got := len(srv.Requests()); got != 2 {
		t.Errorf("the server received %d requests, want 2", got)
	}
}
