package stories_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/ledgerlink/link-sdk-go/api"
)

// request is one request of a story file: its method, its path as in the spec, its body, if any, and the expected status.
type request struct{ method, path, headers, body, status string }

var (
	httpRequest = regexp.MustCompile(`(?m)^([A-Z]+) \{\{customers\}\}(\S*)\n((?:[\w-]+: .*\n)*)(?:\n(\{.*\})\n)?\n\?\? status == (\d+)`)
	hurlRequest = regexp.MustCompile(`(?m)^([A-Z]+) \{\{baseUrl\}\}(\S*)\n((?:[\w-]+: .*\n)*)(?:(\{.*\})\n)?HTTP (\d+)`)
	variable    = regexp.MustCompile(`\{\{[^}]*\}\}`)
)

// TestStories compares the requests of the story files with the operations of the spec.
func TestStories(t *testing.T) {
	t.Parallel()
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		file, base string
		request    *regexp.Regexp
	}{
		{"customers.http", "/api/v1/account-manager/customers", httpRequest},
		{"customers.hurl", "", hurlRequest},
	} {
		t.Run(tt.file, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(tt.file)
			if err != nil {
				t.Fatal(err)
			}
			called := make(map[string]bool) // by operation
			for _, match := range tt.request.FindAllStringSubmatch(string(text), -1) {
				path := variable.ReplaceAllString(tt.base+match[2], "{id}")
				called[checkRequest(t, doc, request{match[1], path, match[3], match[4], match[5]})] = true
			}
			// The story is the life of one customer. An operation that the spec adds is no part of it.
			for _, operation := range []string{
				"createCustomer", "getCustomer", "updateCustomer", "listCustomers", "listCustomerAddresses", "deleteCustomer",
			} {
				if !called[operation] {
					t.Errorf("no request calls %s", operation)
				}
			}
			if methods := regexp.MustCompile(`(?m)^[A-Z]+ \{\{`).FindAllString(string(text), -1); len(methods) != 7 {
				t.Errorf("the story has %d requests, want 7", len(methods))
			}
		})
	}
}

// checkRequest compares a request with the spec and returns its operation.
func checkRequest(t *testing.T, doc *openapi3.T, r request) string {
	t.Helper()
	item := doc.Paths.Find(r.path)
	if item == nil || item.GetOperation(r.method) == nil {
		t.Errorf("the spec has no operation %s %s", r.method, r.path)
		return ""
	}
	operation := item.GetOperation(r.method)
	if operation.Responses.Value(r.status) == nil {
		t.Errorf("%s has no status %s", operation.OperationID, r.status)
	}
	key := doc.Components.SecuritySchemes["apiKey"].Value.Name
	if !strings.Contains(r.headers, key+": {{apiKey}}\n") {
		t.Errorf("%s: the headers %q do not have %s", operation.OperationID, r.headers, key)
	}
	if operation.RequestBody == nil {
		if r.body != "" {
			t.Errorf("%s has no request body, and the story has %s", operation.OperationID, r.body)
		}
		return operation.OperationID
	}
	var body any
	if err := json.Unmarshal([]byte(r.body), &body); err != nil {
		t.Errorf("%s: the body %q: %v", operation.OperationID, r.body, err)
	} else if err := operation.RequestBody.Value.Content.Get("application/json").Schema.Value.VisitJSON(body); err != nil {
		t.Errorf("%s: the body %q: %v", operation.OperationID, r.body, err)
	}
	return operation.OperationID
}
