package customers_test

import (
	"errors"
	"math"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestMaxResponseBytes bounds a single object.
func TestMaxResponseBytes(t *testing.T) {
	t.Parallel()
	client := offSpecServer(t, respond(200, jsonType, documented), customers.WithMaxResponseBytes(int64(len(documented))))
	if _, err := client.Get(t.Context(), "a"); err != nil {
		t.Errorf("an answer of the bound: %v", err)
	}
	boundless := offSpecServer(t, respond(200, jsonType, documented), customers.WithMaxResponseBytes(math.MaxInt64))
	if _, err := boundless.Get(t.Context(), "a"); err != nil {
		t.Errorf("no bound to speak of: %v", err)
	}
	client = offSpecServer(t, respond(200, jsonType, documented+" "), customers.WithMaxResponseBytes(int64(len(documented))))
	_, err := client.Get(t.Context(), "a")
	wantSentinel(t, err, customers.ErrResponseTooLarge)
	if e := asError(t, err); e.StatusCode != 200 || len(e.Body) == 0 {
		t.Errorf("error = %+v", e)
	}
	_, err = client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
	if !errors.Is(err, customers.ErrResponseTooLarge) || !errors.Is(err, customers.ErrOutcomeUnknown) {
		t.Errorf("Create: %v", err)
	}
}
