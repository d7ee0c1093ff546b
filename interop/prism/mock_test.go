package prism_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestStaticExamples gets the documented answers, which are the spec's examples. They are asked for by name: left to
// itself, Prism prefers the example of a schema to that of the response.
func TestStaticExamples(t *testing.T) {
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
	if found, err := client.FindByExternalID(t.Context(), active.ExternalID); err != nil || found.ID != active.ID {
		t.Errorf("FindByExternalID: %v, %v", found, err)
	}
}

// rounds is how often each operation is answered, each time with other values.
const rounds = 50

// TestDynamicExamples gets values that Prism makes up from the schemas: strange ids and texts, old dates, accounts,
// fields that are in no schema, empty lists.
func TestDynamicExamples(t *testing.T) {
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
				sameAsWire(t, got, info.Body)
			case []string:
				sameAsWire(t, got, info.Body)
			case []customers.Customer:
				for i, customer := range got {
					if customer.ID == "" || customer.CreatedAt.IsZero() {
						t.Errorf("%s: customer %d is not whole: %+v", operation, i, customer)
					}
				}
			}
		}
	}
	if accounts == 0 {
		t.Error("no customer had an account: Prism did not make its answers up")
	}
}

// sameAsWire compares a value that was made of an answer with the answer, as far as the value goes: the answer may have
// more fields, and writes times in its own way.
func sameAsWire(t *testing.T, value any, answer []byte) {
	t.Helper()
	encoded, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	if err := json.Unmarshal(encoded, &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(answer, &want); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for name := range strings.FieldsSeq("id externalId status participantId accounts type name customer createdAt updatedAt") {
		known[name] = true
	}
	unknown := cmp.FilterPath(func(path cmp.Path) bool {
		key, ok := path.Last().(cmp.MapIndex)
		return ok && !known[key.Key().String()]
	}, cmp.Ignore())
	moments := cmp.FilterPath(func(path cmp.Path) bool {
		key, ok := path.Last().(cmp.MapIndex)
		return ok && strings.HasSuffix(key.Key().String(), "edAt")
	}, cmp.Comparer(sameMoment))
	if diff := cmp.Diff(want, got, unknown, moments); diff != "" {
		t.Errorf("(-answer +value):\n%s", diff)
	}
}

func sameMoment(a, b any) bool {
	x, errX := time.Parse(time.RFC3339, asText(a))
	y, errY := time.Parse(time.RFC3339, asText(b))
	return errX == nil && errY == nil && x.Equal(y)
}

func asText(value any) string {
	text, _ := value.(string)
	return text
}
