package stories_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/ledgerlink/link-sdk-go/api"
)

// request is one request of a story: its method, its path as in the spec, its body, if any, and the expected status.
// Only a collection has a description.
type request struct{ method, path, headers, body, status, description string }

var (
	httpRequest = regexp.MustCompile(`(?m)^([A-Z]+) \{\{customers\}\}(\S*)\n((?:[\w-]+: .*\n)*)(?:\n(\{.*\})\n)?\n\?\? status == (\d+)`)
	hurlRequest = regexp.MustCompile(`(?m)^([A-Z]+) \{\{baseUrl\}\}(\S*)\n((?:[\w-]+: .*\n)*)(?:(\{.*\})\n)?HTTP (\d+)`)
	variable    = regexp.MustCompile(`\{\{[^}]*\}\}`)
)

// TestStories compares the requests of the stories with the operations of the spec.
func TestStories(t *testing.T) {
	t.Parallel()
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	for file, requests := range map[string]func(t *testing.T, text []byte) []request{
		"customers.http":                    textRequests(httpRequest, "/api/v1/account-manager/customers"),
		"customers.hurl":                    textRequests(hurlRequest, ""),
		"customers.postman_collection.json": collectionRequests,
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			story := requests(t, text)
			called := make(map[string]bool) // by operation
			for _, r := range story {
				called[checkRequest(t, doc, r)] = true
			}
			// The story is the life of one customer. An operation that the spec adds is no part of it.
			for _, operation := range []string{
				"createCustomer", "getCustomer", "updateCustomer", "listCustomers", "listCustomerAddresses", "deleteCustomer",
			} {
				if !called[operation] {
					t.Errorf("no request calls %s", operation)
				}
			}
		})
	}
}

// textRequests returns a function that returns the requests that the expression matches, below a path. It fails unless
// they are all requests of the story.
func textRequests(expression *regexp.Regexp, base string) func(t *testing.T, text []byte) []request {
	return func(t *testing.T, text []byte) (story []request) {
		t.Helper()
		for _, match := range expression.FindAllStringSubmatch(string(text), -1) {
			path := variable.ReplaceAllString(base+match[2], "{id}")
			story = append(story, request{match[1], path, match[3], match[4], match[5], ""})
		}
		if methods := regexp.MustCompile(`(?m)^[A-Z]+ \{\{`).FindAll(text, -1); len(story) != 7 || len(methods) != 7 {
			t.Errorf("the story has %d requests, of which %d can be parsed, want 7", len(methods), len(story))
		}
		return story
	}
}

func collectionRequests(t *testing.T, text []byte) (story []request) {
	t.Helper()
	type item struct {
		Item    []item
		Request struct {
			Method      string
			Description struct{ Content string }
			URL         struct{ Path []string }
			Body        struct{ Raw string }
			Auth        any // that of the collection, if it is nil
		}
		Event []struct{ Script struct{ Exec []string } }
	}
	var collection struct {
		item
		Auth struct{ APIKey []struct{ Key, Value string } }
	}
	if err := json.Unmarshal(text, &collection); err != nil {
		t.Fatal(err)
	}
	auth := make(map[string]string)
	for _, pair := range collection.Auth.APIKey {
		auth[pair.Key] = pair.Value
	}
	if auth["in"] != "header" {
		t.Errorf("the key is sent in %q, want header", auth["in"])
	}
	var items []item // without their folders
	for _, entry := range collection.Item {
		if entry.Item != nil {
			items = append(items, entry.Item...)
		} else {
			items = append(items, entry)
		}
	}
	for _, item := range items {
		r := request{
			method:      item.Request.Method,
			path:        strings.ReplaceAll("/"+strings.Join(item.Request.URL.Path, "/"), ":id", "{id}"),
			body:        item.Request.Body.Raw,
			status:      "200",
			description: item.Request.Description.Content,
		}
		if item.Request.Auth == nil {
			r.headers = auth["key"] + ": " + auth["value"] + "\n"
		}
		if r.description == "" {
			t.Errorf("%s %s: no description", r.method, r.path)
		}
		if script := fmt.Sprint(item.Event); strings.Contains(script, "have.status(404)") {
			r.status = "404"
		} else if !strings.Contains(script, "within(200, 299)") {
			t.Errorf("%s %s: no script checks the status code", r.method, r.path)
		}
		story = append(story, r)
	}
	if len(story) == 0 || story[len(story)-1].status != "404" {
		t.Error("the last request does not check that the customer is deleted")
	}
	return story
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
	if r.description != "" && r.description != operation.Description {
		t.Errorf("%s: the description is not that of the spec; run `make interop SUITE=stories`", operation.OperationID)
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
