package customers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
)

// TestID_RefusedCharacters refuses, before any I/O, ids that gateways rewrite into another path. The error gives the
// reason.
func TestID_RefusedCharacters(t *testing.T) {
	t.Parallel()
	client, service := scripted(t, []step{ok})
	for _, id := range []string{
		"/", "a/b", "../../users/1", "a/../b", `\`, `a\b`, "%", "a%2Fb", "%2e%2e", "a?b", "?", "a#b", "#", "a;b", "..;", ";",
	} {
		for _, op := range operationsWithID() {
			err := op.callWith(t.Context(), client, apicalls.Target{ID: id})
			wantSentinel(t, err, customers.ErrInvalidArgument)
			e := asError(t, err)
			if len(e.Fields) != 1 || e.Fields[0].Field != "id" {
				t.Errorf("%s %q: Fields = %v, want id", op.name, id, e.Fields)
			}
			if !strings.Contains(e.Message, "gateways rewrite") {
				t.Errorf("%s %q: Message = %q, want the reason", op.name, id, e.Message)
			}
		}
	}
	if len(service.seen) > 0 {
		t.Errorf("%d requests were sent", len(service.seen))
	}
}

// TestID_Invalid refuses, before any I/O, ids that are no path segment or too long.
func TestID_Invalid(t *testing.T) {
	t.Parallel()
	client, service := scripted(t, []step{ok})
	for _, id := range []string{"", ".", "..", "a\nb", "a\xff", strings.Repeat("x", 513)} {
		for _, op := range operationsWithID() {
			err := op.callWith(t.Context(), client, apicalls.Target{ID: id})
			wantSentinel(t, err, customers.ErrInvalidArgument)
			if got := fieldNames(asError(t, err)); !slices.Equal(got, []string{"id"}) {
				t.Errorf("%s %q: Fields = %q, want id", op.name, id, got)
			}
		}
	}
	if len(service.seen) > 0 {
		t.Errorf("%d requests were sent", len(service.seen))
	}
}

// TestID_OfResponse compares the id of the response with that of the request. Only the case of ASCII letters may
// differ, such as in a UUID.
func TestID_OfResponse(t *testing.T) {
	t.Parallel()
	const uuid = "3f0c2a52-6a55-4c5e-9d2e-00000000abcd"
	for _, tc := range []struct {
		asked, got string
		same       bool
	}{
		{"customer-id", "customer-id", true},
		{uuid, strings.ToUpper(uuid), true},
		{strings.ToUpper(uuid), uuid, true},
		{"ü", "ü", true},
		{"customer-id", "customer-ID", true},
		{"customer-id", "customer-id2", false},
		{"customer-id", "customer-i", false},
		{"customer-id", " customer-id", false},
		{"customer-id", "another-one", false},
		{"ü", "Ü", false},
		{"k", "\u212a", false},       // the Kelvin sign folds to k in Unicode
		{"\u212a-id", "k-id", false}, // and the reverse
		{"s", "\u017f", false},       // so does the long s
		{"@", "`", false},            // these differ in the bit of ASCII case
		{"[", "{", false},
	} {
		body := fmt.Sprintf(`{"id":%q,"status":"active"}`, tc.got)
		client, service := scripted(t, []step{bodyOf(200, body)})
		var info customers.ResponseInfo
		customer, getErr := client.Get(t.Context(), tc.asked, customers.WithResponseInfo(&info))
		if !tc.same && len(info.Body) == 0 {
			t.Errorf("Get %q, response %q: ResponseInfo has no body", tc.asked, tc.got)
		}
		updated, updateErr := client.Update(t.Context(), tc.asked, customers.UpdateParams{Status: customers.StatusActive})
		if tc.same {
			if getErr != nil || customer.ID != tc.got {
				t.Errorf("Get %q, response %q: %v, %v, want the id of the response", tc.asked, tc.got, customer, getErr)
			}
			if updateErr != nil || updated.ID != tc.got {
				t.Errorf("Update %q, response %q: %v, %v, want the id of the response", tc.asked, tc.got, updated, updateErr)
			}
			continue
		}
		if customer != nil || updated != nil {
			t.Errorf("%q, response %q: customers %v and %v, want none", tc.asked, tc.got, customer, updated)
		}
		for _, err := range []error{getErr, updateErr} {
			wantSentinel(t, err, customers.ErrUnexpectedResponse)
			if e := asError(t, err); len(e.Fields) != 1 || e.Fields[0].Field != "id" {
				t.Errorf("%q, response %q: Fields = %v, want id", tc.asked, tc.got, e.Fields)
			}
		}
		wantOutcomeUnknown(t, getErr, false)
		wantOutcomeUnknown(t, updateErr, true)
		if len(service.seen) != 2 {
			t.Errorf("%q, response %q: %d requests, want 2: another attempt would not help", tc.asked, tc.got, len(service.seen))
		}
	}
}
