package prism_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestMock_DocumentedExamples requests the documented examples by name, because Prism prefers the example of a schema
// to the example of a response.
func TestMock_DocumentedExamples(t *testing.T) {
	t.Parallel()
	client := mock(t)
	created := time.Date(2026, time.April, 2, 9, 0, 0, 0, time.UTC)
	active := customers.Customer{
		ID: documented, ExternalID: "customer-ext-001", Status: customers.StatusActive, ParticipantID: "participant-123",
		Accounts: []customers.Account{}, CreatedAt: created, UpdatedAt: created,
	}
	inactive := active
	inactive.Status, inactive.UpdatedAt = customers.StatusInactive, created.Add(15*time.Minute)
	want := map[string]any{
		"createCustomer": &active,
		"listCustomers":  []customers.Customer{active},
		"getCustomer":    &active,
		"updateCustomer": &inactive,
		"deleteCustomer": nil,
		"listCustomerAddresses": []string{
			"0x742d35Cc6634C0532925a3b844Bc454e4438f44e", "7Y5P4E1XwP1h5ya9Lz7h2n3VgJY6QmE1K4m6mV9S1E2f",
		},
	}
	for operation, call := range calls(client) {
		got, err := call(t.Context(), prefer("example=documented"))
		if err != nil {
			t.Errorf("%s: %v", operation, err)
			continue
		}
		if diff := cmp.Diff(want[operation], got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", operation, diff)
		}
	}
	if found, err := client.FindByExternalID(t.Context(), active.ExternalID); err != nil {
		t.Errorf("FindByExternalID: %v", err)
	} else if found.ID != active.ID {
		t.Errorf("FindByExternalID returns the customer %q, want %q", found.ID, active.ID)
	}
}

// rounds is the number of calls of each operation, each with other values.
const rounds = 50

// TestMock_GeneratedValues receives values that Prism generates from the schemas: unusual ids and strings, old dates,
// accounts, unknown fields and empty lists.
func TestMock_GeneratedValues(t *testing.T) {
	t.Parallel()
	client := mock(t)
	accounts := 0
	for operation, call := range calls(client) {
		for range rounds {
			var info customers.ResponseInfo
			got, err := call(t.Context(), prefer("dynamic=true"), customers.WithResponseInfo(&info))
			if err != nil {
				t.Fatalf("%s: %v\n%s", operation, err, info.Body)
			}
			switch got := got.(type) {
			case *customers.Customer:
				accounts += len(got.Accounts)
				checkBody(t, got, info.Body)
			case []string:
				checkBody(t, got, info.Body)
			case []customers.Customer:
				for i, customer := range got {
					if customer.ID == "" {
						t.Errorf("%s: customer %d has no id: %+v", operation, i, customer)
					}
					if customer.CreatedAt.IsZero() {
						t.Errorf("%s: customer %d has no createdAt: %+v", operation, i, customer)
					}
				}
			}
		}
	}
	if accounts == 0 {
		t.Error("no customer has an account: Prism did not generate the responses")
	}
}

// checkBody compares a value with the response body that it was decoded from. It ignores unknown fields of the body and
// compares times as instants.
func checkBody(t *testing.T, value any, body []byte) {
	t.Helper()
	encoded, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	if err := json.Unmarshal(encoded, &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &want); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	const fields = "id externalId status participantId accounts type name customer createdAt updatedAt"
	for name := range strings.FieldsSeq(fields) {
		known[name] = true
	}
	unknown := cmp.FilterPath(func(path cmp.Path) bool {
		key, ok := path.Last().(cmp.MapIndex)
		return ok && !known[key.Key().String()]
	}, cmp.Ignore())
	times := cmp.FilterPath(func(path cmp.Path) bool {
		key, ok := path.Last().(cmp.MapIndex)
		return ok && strings.HasSuffix(key.Key().String(), "edAt")
	}, cmp.Comparer(equalTimes))
	if diff := cmp.Diff(want, got, unknown, times); diff != "" {
		t.Errorf("(-body +value):\n%s", diff)
	}
}

// equalTimes reports whether two JSON strings are the same instant.
func equalTimes(a, b any) bool {
	x, errX := time.Parse(time.RFC3339, asString(a))
	y, errY := time.Parse(time.RFC3339, asString(b))
	return errX == nil && errY == nil && x.Equal(y)
}

func asString(value any) string {
	s, _ := value.(string)
	return s
}
