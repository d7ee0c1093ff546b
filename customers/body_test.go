package customers_test

import (
	"math"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestMaxResponseBytes bounds the body of a single object.
func TestMaxResponseBytes(t *testing.T) {
	t.Parallel()
	for name, bound := range map[string]int64{"exact": int64(len(documented)), "maximum": math.MaxInt64} {
		client := offSpecServer(t, respond(200, jsonType, documented), customers.WithMaxResponseBytes(bound))
		if _, err := client.Get(t.Context(), "a"); err != nil {
			t.Errorf("%s bound: %v", name, err)
		}
	}
}

// TestMaxResponseBytes_Exceeded sends one byte more than the bound. The error keeps the status code and the beginning
// of the body, and the outcome of a Create is unknown.
func TestMaxResponseBytes_Exceeded(t *testing.T) {
	t.Parallel()
	bound := int64(len(documented))
	client := offSpecServer(t, respond(200, jsonType, documented+" "), customers.WithMaxResponseBytes(bound))
	_, err := client.Get(t.Context(), "a")
	wantSentinel(t, err, customers.ErrResponseTooLarge)
	e := asError(t, err)
	if e.StatusCode != 200 {
		t.Errorf("StatusCode = %d, want 200", e.StatusCode)
	}
	if len(e.Body) == 0 {
		t.Error("Body is empty")
	}
	_, err = client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
	wantSentinel(t, err, customers.ErrResponseTooLarge)
	wantOutcomeUnknown(t, err, true)
}
