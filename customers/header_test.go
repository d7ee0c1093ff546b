package customers_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestRateLimit_InvalidHeader parses X-RateLimit headers that are no number or out of range as zero.
func TestRateLimit_InvalidHeader(t *testing.T) {
	t.Parallel()
	lastSecond := time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	for _, tc := range []struct {
		name, value string
		want        customers.RateLimit
	}{
		{"X-RateLimit-Limit", "1000", customers.RateLimit{Limit: 1000}},
		{"X-RateLimit-Limit", "many", customers.RateLimit{}},
		{"X-RateLimit-Limit", "-1", customers.RateLimit{}},
		{"X-RateLimit-Remaining", "7", customers.RateLimit{Remaining: 7}},
		{"X-RateLimit-Remaining", "7.5", customers.RateLimit{}},
		{"X-RateLimit-Reset", "253402300799", customers.RateLimit{Reset: lastSecond}},
		{"X-RateLimit-Reset", "253402300800", customers.RateLimit{}},
		{"X-RateLimit-Reset", "0", customers.RateLimit{}},
		{"X-RateLimit-Reset", "-1", customers.RateLimit{}},
		{"X-RateLimit-Reset", "soon", customers.RateLimit{}},
	} {
		client := newClient(t, "https://h",
			customers.WithHTTPClient(&http.Client{Transport: roundTripper(status(400, tc.name, tc.value))}))
		e := asError(t, client.Delete(t.Context(), "a"))
		if diff := cmp.Diff(tc.want, e.RateLimit); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", tc.name, tc.value, diff)
		}
	}
}
