package customers_test

import (
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

func TestEmptyLists(t *testing.T) {
	t.Parallel()
	client := server(t, respond(200, jsonType, " [ ] \n"))
	if list, err := client.List(t.Context()); err != nil || list == nil || len(list) != 0 {
		t.Errorf("List = %#v, %v", list, err)
	}
	if list, err := client.Addresses(t.Context(), "a"); err != nil || list == nil || len(list) != 0 {
		t.Errorf("Addresses = %#v, %v", list, err)
	}
}

func TestBadAddresses(t *testing.T) {
	t.Parallel()
	for body, words := range map[string]string{
		`["a",null]`:  "index 1: not an address but null",
		`["a",7]`:     "index 1: not an address but a JSON number",
		`{"a":"b"}`:   "not a list but a JSON object",
		`["a"`:        "index 1: the response ends early",
		`["a"] "b"`:   "index 1: data after the end",
		`["\ud800x"]`: "index 0: malformed JSON",
	} {
		_, err := offSpecServer(t, respond(200, jsonType, body)).Addresses(t.Context(), "a")
		wantSentinel(t, err, customers.ErrUnexpectedResponse)
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v, want %q", body, err, words)
		}
	}
}

// TestMalformedCustomer has answers that begin like a customer.
func TestMalformedCustomer(t *testing.T) {
	t.Parallel()
	for body, words := range map[string]string{
		`{"id":"a"}x`:              "malformed JSON",
		`{"id":"a"}{"id":"b"}`:     "malformed JSON",
		`{"id":"a",}`:              "malformed JSON",
		`{"id":"a" "status":"b"}`:  "malformed JSON",
		"{\"id\":\"\xff\"}":        "malformed JSON",
		`{"id":"a","status":tru}`:  "malformed JSON",
		`{"id":"a","accounts":[{}`: "ends early",
		`{"id":"a","id":"b"}`:      "field id: duplicate name",
		`{"id":"a","x":1,"x":2}`:   "field x: duplicate name",
	} {
		client := offSpecServer(t, respond(200, jsonType, body))
		customer, err := client.Get(t.Context(), "a")
		wantSentinel(t, err, customers.ErrUnexpectedResponse)
		if customer != nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q: %v, %v, want %q", body, customer, err, words)
		}
	}
}
