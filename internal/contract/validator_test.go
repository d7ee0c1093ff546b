package contract

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/api"
)

func TestNew(t *testing.T) {
	t.Parallel()
	v := newTestValidator(t)
	if got, want := v.Doc().OpenAPI, "3.0.3"; got != want {
		t.Errorf("document version = %q, want %q", got, want)
	}
	if v.Doc().Servers != nil {
		t.Error("Doc() has servers, so requests to a test server would match no operation")
	}
}

func TestOperation(t *testing.T) {
	t.Parallel()
	const one = customersPath + "/{id}"
	tests := []struct {
		method, target   string
		wantID, wantPath string
	}{
		{http.MethodGet, customersPath, "listCustomers", customersPath},
		{http.MethodGet, customersPath + "/a%2Fb", "getCustomer", one},
		{http.MethodPatch, customersPath + "/customer-id", "", ""},
		{http.MethodGet, "/v1" + customersPath, "", ""},
	}
	v := newTestValidator(t)
	for _, e := range newExamples(t) {
		id, path, _ := v.Operation(httptest.NewRequest(e.Method, e.Path, nil))
		if id != e.OperationID || path != e.Route {
			t.Errorf("%s %s: Operation() = %s, %s, want %s, %s", e.Method, e.Path, id, path, e.OperationID, e.Route)
		}
	}
	for _, test := range tests {
		t.Run(test.method+" "+test.target, func(t *testing.T) {
			t.Parallel()
			id, path, ok := v.Operation(httptest.NewRequest(test.method, test.target, nil))
			if id != test.wantID {
				t.Errorf("operationId = %q, want %q", id, test.wantID)
			}
			if path != test.wantPath {
				t.Errorf("path template = %q, want %q", path, test.wantPath)
			}
			if want := test.wantID != ""; ok != want {
				t.Errorf("ok = %t, want %t", ok, want)
			}
		})
	}
}

func TestNewValidator_InvalidDocument(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		old, new string
		want     string
	}{
		{"not YAML", "openapi: 3.0.3", "openapi: [", "load spec"},
		{"dangling reference", "schemas/CustomerList'", "schemas/Nothing'", "load spec"},
		{"duplicate operationId", "operationId: getCustomer", "operationId: updateCustomer", "validate spec"},
		{"example that violates its schema", "inactive]\n      example: active\n", "inactive]\n      example: sleeping\n", "validate spec"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := newValidator(edited(t, test.old, test.new))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("newValidator() = %v, want an error with %q", err, test.want)
			}
		})
	}
}

// edited returns the document with the first occurrence of before replaced.
func edited(t *testing.T, before, after string) []byte {
	t.Helper()
	text := string(api.OpenAPI)
	if !strings.Contains(text, before) {
		t.Fatalf("the document does not contain %q", before)
	}
	return []byte(strings.Replace(text, before, after, 1))
}

func TestMatch_IDIsOneSegment(t *testing.T) {
	t.Parallel()
	v := newTestValidator(t)
	const invalid = `id should not be "." or "..", or contain a control character or any of / \ % ? # ;`
	valid := []string{
		"customer-id", "ü", "a b", "a+b", "a,b", "a:b", "x=1&y=2", "a@b", "~!$'()*", `"`, "[|]", "^<`>",
		"123", "true", "null", "{id}", "\xff", "\u0085", "...", ".a", "..a", "a.", "....", ". ", ".. ",
	}
	escape := strings.NewReplacer(".", "%2E") // a dot segment that is not escaped is resolved before routing
	wantErrors := map[string]string{}
	for _, id := range valid {
		wantErrors[id] = ""
	}
	for _, id := range []string{
		".", "..", "/", "a/b", "a%2Fb", "?", "#", "a;b", "..%2F", "..;", "%", `a\b`, "../x", "a?b=c", "\x00", "a\n", "\x1f", "\x7f",
	} {
		wantErrors[id] = "getCustomer request: " + invalid
	}
	for id, want := range wantErrors {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, customersPath+"/"+escape.Replace(url.PathEscape(id)), nil)
			m, violation := v.match(r)
			if violation != nil {
				t.Fatalf("match() = %v", violation)
			}
			if diff := cmp.Diff(map[string]string{"id": id}, m.params); diff != "" {
				t.Errorf("path parameters (-want +got):\n%s", diff)
			}
			var got string
			if err := v.Request(r); err != nil {
				got = err.Error()
			}
			if got != want {
				t.Errorf("Request() = %q, want %q", got, want)
			}
		})
	}
}

func TestMatch_EncodedPathBehindStripPrefix(t *testing.T) {
	t.Parallel()
	v := newTestValidator(t)
	var got map[string]string
	handler := http.StripPrefix("/base/path", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		m, violation := v.match(r)
		if violation != nil {
			t.Errorf("match() = %v", violation)
			return
		}
		got = m.params
	}))
	r := httptest.NewRequest(http.MethodGet, "/base/path"+customersPath+"/a%2Fb%3F", nil)
	handler.ServeHTTP(httptest.NewRecorder(), r)
	if diff := cmp.Diff(map[string]string{"id": "a/b?"}, got); diff != "" {
		t.Errorf("path parameters (-want +got):\n%s", diff)
	}
}

func TestMatch_NoOperation(t *testing.T) {
	t.Parallel()
	tests := []struct {
		method, path string
		want         Violation
	}{
		{http.MethodGet, "/", Violation{Subject: `GET "/" request`, Status: http.StatusNotFound}},
		{http.MethodGet, "", Violation{Subject: `GET "" request`, Status: http.StatusNotFound}},
		{http.MethodGet, customersPath + "/", Violation{
			Subject: `GET "/api/v1/account-manager/customers/" request`, Status: http.StatusNotFound,
		}},
		{http.MethodGet, customersPath + "/..", Violation{
			Subject: `GET "/api/v1/account-manager/customers/.." request`, Status: http.StatusNotFound,
		}},
		{http.MethodGet, customersPath + "//accounts/addresses", Violation{
			Subject: `GET "/api/v1/account-manager/customers//accounts/addresses" request`, Status: http.StatusNotFound,
		}},
		{http.MethodPatch, customersPath, Violation{
			Subject: `PATCH "/api/v1/account-manager/customers" request`,
			Status:  http.StatusMethodNotAllowed,
			Allow:   []string{http.MethodGet, http.MethodPost},
		}},
		{http.MethodPost, customersPath + "/customer-id", Violation{
			Subject: `POST "/api/v1/account-manager/customers/customer-id" request`,
			Status:  http.StatusMethodNotAllowed,
			Allow:   []string{http.MethodDelete, http.MethodGet, http.MethodPut},
		}},
		{http.MethodHead, customersPath + "/customer-id/accounts/addresses", Violation{
			Subject: `HEAD "/api/v1/account-manager/customers/customer-id/accounts/addresses" request`,
			Status:  http.StatusMethodNotAllowed,
			Allow:   []string{http.MethodGet},
		}},
	}
	v := newTestValidator(t)
	for _, test := range tests {
		t.Run(test.want.Subject, func(t *testing.T) {
			t.Parallel()
			r := &http.Request{Method: test.method, URL: &url.URL{Path: test.path}, Header: http.Header{}}
			test.want.Problems = []Problem{{Field: "path", Message: "is not in the spec"}}
			if test.want.Status == http.StatusMethodNotAllowed {
				test.want.Problems = []Problem{{Field: "method", Message: "is not in the spec for this path"}}
			}
			if diff := cmp.Diff(&test.want, asViolation(t, v.Request(r))); diff != "" {
				t.Errorf("Request() (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(&test.want, asViolation(t, v.Response(r, http.StatusOK, nil, nil))); diff != "" {
				t.Errorf("Response() (-want +got):\n%s", diff)
			}
		})
	}
}
