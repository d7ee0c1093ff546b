package customers_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

func TestList_Empty(t *testing.T) {
	t.Parallel()
	list, err := server(t, respond(200, jsonType, " [ ] \n")).List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]customers.Customer{}, list); diff != "" {
		t.Errorf("List (-want +got):\n%s", diff)
	}
}

func TestAddresses_Empty(t *testing.T) {
	t.Parallel()
	list, err := server(t, respond(200, jsonType, " [ ] \n")).Addresses(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{}, list); diff != "" {
		t.Errorf("Addresses (-want +got):\n%s", diff)
	}
}

func TestAddresses_InvalidBody(t *testing.T) {
	t.Parallel()
	for body, reason := range map[string]string{
		`["a",null]`:  "index 1: not an address but null",
		`["a",7]`:     "index 1: not an address but a JSON number",
		`{"a":"b"}`:   "not a list but a JSON object",
		`["a"`:        "index 1: the response ends early",
		`["a"] "b"`:   "index 1: data after the end",
		`["\ud800x"]`: "index 0: malformed JSON",
	} {
		_, err := offSpecServer(t, respond(200, jsonType, body)).Addresses(t.Context(), "a")
		wantSentinel(t, err, customers.ErrUnexpectedResponse)
		if err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: error = %v, want %q in it", body, err, reason)
		}
	}
}

// TestGet_InvalidBody has bodies that begin with a customer or a part of one.
func TestGet_InvalidBody(t *testing.T) {
	t.Parallel()
	for body, reason := range map[string]string{
		`{"id":"a"}x`:              "malformed JSON",
		`{"id":"a"}{"id":"b"}`:     "malformed JSON",
		`{"id":"a",}`:              "malformed JSON",
		`{"id":"a" "status":"b"}`:  "malformed JSON",
		"{\"id\":\"\xff\"}":        "malformed JSON",
		`{"id":"a","status":tru}`:  "malformed JSON",
		`{"id":"a","accounts":[{}`: "ends early",
		`{"id":"a","id":"b"}`:      "field id: duplicate name",
		`{"accounts":[{"id":"b","name":"x","name":"y"}],"id":"a"}`: "field accounts[0].name: duplicate name",
	} {
		client := offSpecServer(t, respond(200, jsonType, body))
		customer, err := client.Get(t.Context(), "a")
		wantSentinel(t, err, customers.ErrUnexpectedResponse)
		if customer != nil {
			t.Errorf("%q: customer = %+v, want nil", body, customer)
		}
		if err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%q: error = %v, want %q in it", body, err, reason)
		}
	}
}

// TestUnknownMembers_DuplicateNames has names twice in members that the SDK does not know, at any depth.
func TestUnknownMembers_DuplicateNames(t *testing.T) {
	t.Parallel()
	for _, object := range []string{
		`{"id":"a","x":1,"x":2}`,
		`{"x":{"y":1,"y":[{"z":1,"\u007a":2}]},"id":"a","x":null}`,
		`{"id":"a","accounts":[{"id":"b","x":{"id":1,"id":2}},null]}`,
	} {
		if customer, err := offSpecServer(t, respond(200, jsonType, object)).Get(t.Context(), "a"); err != nil {
			t.Errorf("%s: Get = %+v, %v", object, customer, err)
		}
		list, err := offSpecServer(t, respond(200, jsonType, "["+object+","+object+"]")).List(t.Context())
		if err != nil || len(list) != 2 {
			t.Errorf("%s: List = %+v, %v", object, list, err)
		}
	}
}

// TestList_CustomersAreIndependent decodes customers without most fields after one with all: they share one wire type,
// whose fields must be reset.
func TestList_CustomersAreIndependent(t *testing.T) {
	t.Parallel()
	body := `[` + documented + `,{"id":"b","accounts":[null]},{"id":"c"}]`
	list, err := offSpecServer(t, respond(200, jsonType, body)).List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 3 {
		t.Fatalf("List returns %d customers, want 3", len(list))
	}
	want := []customers.Customer{{ID: "b", Accounts: []customers.Account{{}}}, {ID: "c"}}
	if diff := cmp.Diff(want, list[1:]); diff != "" {
		t.Errorf("customers after the first (-want +got):\n%s", diff)
	}
}

// TestSchema_OtherType decodes an object and a list of another schema: the decoders and the stream are the same.
func TestSchema_OtherType(t *testing.T) {
	t.Parallel()
	const object = `{"id":"a","type":"stablecoins","customer":{"id":"b"},"newer":{"x":1,"x":2}}`
	want := customers.Account{ID: "a", Type: "stablecoins", Customer: &customers.Customer{ID: "b"}}
	got, err := customers.GetAccount(t.Context(), offSpecServer(t, respond(200, jsonType, object)), "a")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("GetAccount (-want +got):\n%s", diff)
	}

	client := offSpecServer(t, respond(200, jsonType, "["+object+`,{"type":"no id"},`+object+"]"))
	_, err = customers.ListAccounts(t.Context(), client)
	wantSentinel(t, err, customers.ErrUnexpectedResponse)
	if err == nil || !strings.Contains(err.Error(), "index 1: field id: missing") {
		t.Errorf("ListAccounts: error = %v, want the index and the field in it", err)
	}
	skipped := 0
	list, err := customers.ListAccounts(t.Context(), client, customers.SkipInvalid(func(*customers.Error) { skipped++ }))
	if err != nil || skipped != 1 {
		t.Errorf("ListAccounts skips %d elements and returns %v, want 1 and no error", skipped, err)
	}
	if diff := cmp.Diff([]customers.Account{want, want}, list); diff != "" {
		t.Errorf("ListAccounts (-want +got):\n%s", diff)
	}

	_, err = customers.ListAccounts(t.Context(), offSpecServer(t, respond(200, jsonType, "[7]")))
	if err == nil || !strings.Contains(err.Error(), "index 0: not an account but a JSON number") {
		t.Errorf("ListAccounts: error = %v, want the kind in it", err)
	}
}
