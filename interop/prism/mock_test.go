package prism_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// TestMock_DocumentedExamples requests the documented examples by name, because Prism prefers the example of a schema
// to the example of a response.
func TestMock_DocumentedExamples(t *testing.T) {
	t.Parallel()
	client := mock(t)
	examples := map[string]contract.Example{}
	for _, e := range specExamples(t) {
		examples[e.OperationID] = e
	}
	for operation, call := range calls(client) {
		got, err := call(t.Context(), prefer("example=documented"))
		switch {
		case err != nil:
			t.Errorf("%s: %v", operation, err)
		case examples[operation].Response != "":
			checkBody(t, got, []byte(examples[operation].Response))
		}
	}
	if found, err := client.FindByExternalID(t.Context(), apicalls.Documented().ExternalID); err != nil {
		t.Errorf("FindByExternalID: %v", err)
	} else if found.ID != documented {
		t.Errorf("FindByExternalID returns the customer %q, want %q", found.ID, documented)
	}
}

// rounds is the number of calls of each operation, each with other values.
const rounds = 50

// TestMock_GeneratedValues receives values that Prism generates from the schemas: unusual ids and strings, old dates,
// accounts, unknown fields and empty lists.
func TestMock_GeneratedValues(t *testing.T) {
	t.Parallel()
	client, err := mock(t).With(customers.WithMiddleware(withDocumentedID))
	if err != nil {
		t.Fatal(err)
	}
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
			case []customers.Customer: // a stream, so that there is no body
				for i, customer := range got {
					if customer.ID == "" {
						t.Errorf("%s: customer %d has no id: %+v", operation, i, customer)
					}
					if customer.CreatedAt.IsZero() {
						t.Errorf("%s: customer %d has no createdAt: %+v", operation, i, customer)
					}
				}
			}
			if len(info.Body) > 0 {
				checkBody(t, got, info.Body)
			}
		}
	}
	if accounts == 0 {
		t.Error("no customer has an account: Prism did not generate the responses")
	}
}

// withDocumentedID replaces a generated id by the one of the request, because the client refuses another customer.
func withDocumentedID(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		response, err := next.RoundTrip(r)
		if err != nil || !strings.HasSuffix(r.URL.Path, "/"+documented) {
			return response, err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		var customer map[string]any
		if err == nil && len(body) > 0 { // a delete has none
			if err = json.Unmarshal(body, &customer); err != nil {
				return nil, err
			}
			customer["id"] = documented
			body, _ = json.Marshal(customer) // cannot fail, it was JSON
		}
		response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		return response, err
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

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
	known := properties(t)
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

// properties returns the names of all properties in the schemas of the spec.
func properties(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	validator, err := contract.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, schema := range validator.Doc().Components.Schemas {
		for name := range schema.Value.Properties {
			known[name] = true
		}
	}
	return known
}

// specExamples returns the example of each operation of the spec.
func specExamples(t *testing.T) []contract.Example {
	t.Helper()
	validator, err := contract.New()
	if err != nil {
		t.Fatal(err)
	}
	examples, err := validator.Examples()
	if err != nil {
		t.Fatal(err)
	}
	return examples
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
