package contract

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/api"
)

func TestResponse(t *testing.T) {
	t.Parallel()
	const (
		one  = customersPath + "/customer-id"
		flat = `{"statusCode":404,"message":"Customer not found","error":"Not Found"}`
	)
	replaced := func(before, after string) string { return strings.Replace(validCustomer, before, after, 1) }
	invalidLimits := http.Header{
		"Content-Type": {jsonType}, "X-Ratelimit-Limit": {"many"}, "X-Ratelimit-Reset": {"soon"}, "Retry-After": {"30"},
	}
	tests := []struct {
		name           string
		method, target string
		status         int
		header         http.Header
		body           string
		want           []Problem
	}{
		{name: "empty list", target: customersPath, status: 200, body: `[]`},
		{name: "flat error", target: one, status: 404, body: flat},
		{name: "envelope", target: one, status: 404, body: `{"error":{"code":"CUSTOMER_NOT_FOUND","message":"no"}}`},
		{name: "undeclared status", target: one, status: 503, body: flat},
		{name: "unknown status value", target: one, status: 200, body: replaced(`"active"`, `"suspended"`)},
		{name: "unknown field", target: one, status: 200, body: replaced(`{"id"`, `{"new":1,"id"`)},
		{
			name: "charset", target: one, status: 200, body: validCustomer,
			header: http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		},

		{
			name: "status of the wrong type", target: one, status: 200, body: replaced(`"active"`, `1`),
			want: []Problem{{"status", "must be a string"}},
		},
		{name: "every field", target: one, status: 200, body: `{"accounts":null}`, want: []Problem{
			{"accounts", "should not be null"},
			{"id", "is missing"},
			{"externalId", "is missing"},
			{"status", "is missing"},
			{"participantId", "is missing"},
			{"createdAt", "is missing"},
			{"updatedAt", "is missing"},
		}},
		{name: "time", target: one, status: 200, body: replaced("09:00:00.000Z", "09:00"), want: []Problem{
			{"createdAt", `string doesn't match the format "date-time" (string doesn't match pattern`},
		}},
		{
			name: "element of a list", target: customersPath, status: 200,
			body: "[" + validCustomer + "," + replaced(`"accounts":[]`, `"accounts":[{}]`) + "]",
			want: []Problem{{"[1].accounts[0].id", "is missing"}},
		},
		{
			name: "neither error shape", target: one, status: 404, body: `{}`,
			want: []Problem{{"body", `doesn't match any schema from "oneOf"`}},
		},
		{
			name: "redirect with a page", target: one, status: 301, body: "<a>",
			header: http.Header{"Content-Type": {"text/html"}},
			want:   []Problem{{"Content-Type", `should be application/json, not "text/html"`}},
		},
		{name: "no body", target: one, status: 200, want: []Problem{{"body", "is not valid JSON: unexpected end of input"}}},
		{
			name: "body of a 204", method: http.MethodDelete, target: one, status: 204, body: `{}`,
			want: []Problem{{"body", "should be empty"}},
		},
		{name: "headers", target: one, status: 429, header: invalidLimits, body: flat, want: []Problem{
			{"X-RateLimit-Limit", "value many: an invalid integer"}, {"X-RateLimit-Reset", "value soon: an invalid integer"},
		}},
	}
	v := newTestValidator(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			header := test.header
			if header == nil {
				header = http.Header{"Content-Type": {jsonType}}
			}
			r := newRequest(test.method, test.target, "")
			err := v.Response(r, test.status, header, []byte(test.body))
			if len(test.want) == 0 {
				if err != nil {
					t.Errorf("Response() = %v", err)
				}
				return
			}
			violation := asViolation(t, err)
			if violation.Status != 0 {
				t.Errorf("status = %d, want 0 for a response", violation.Status)
			}
			if diff := cmp.Diff(test.want, violation.Problems, cmp.Comparer(samePrefix)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// TestResponse_Examples checks the example of each operation.
func TestResponse_Examples(t *testing.T) {
	t.Parallel()
	v := newTestValidator(t)
	for _, e := range newExamples(t) {
		header := http.Header{"Content-Type": {jsonType}}
		if err := v.Response(newRequest(e.Method, e.Path, ""), e.Status, header, []byte(e.Response)); err != nil {
			t.Errorf("%s: Response() = %v", e.OperationID, err)
		}
		header.Set("Content-Type", "text/html")
		if err := v.Response(newRequest(e.Method, e.Path, ""), e.Status, header, []byte("<p>")); err == nil {
			t.Errorf("%s: Response() accepts a page", e.OperationID)
		}
	}
}

// samePrefix compares problems by the start of the message, because some end in a long regular expression of the
// library.
func samePrefix(a, b Problem) bool {
	return a.Field == b.Field && (strings.HasPrefix(a.Message, b.Message) || strings.HasPrefix(b.Message, a.Message))
}

func TestResponse_ErrorText(t *testing.T) {
	t.Parallel()
	r := newRequest(http.MethodGet, customersPath+"/customer-id", "")
	body := strings.Replace(validCustomer, `"id":"customer-id"`, `"id":""`, 1)
	err := newTestValidator(t).Response(r, http.StatusOK, http.Header{"Content-Type": {jsonType}}, []byte(body))
	if got, want := asViolation(t, err).Error(), "getCustomer response 200: id should not be empty"; got != want {
		t.Errorf("Response() = %q, want %q", got, want)
	}
}

func TestResponse_StatusNotDeclared(t *testing.T) {
	t.Parallel()
	v, err := newValidator(api.OpenAPI) // not the shared one, because the test modifies it
	if err != nil {
		t.Fatalf("newValidator() = %v", err)
	}
	operations(v.doc)["getCustomer"].Responses.Delete("default")
	err = v.Response(newRequest(http.MethodGet, customersPath+"/x", ""), http.StatusTeapot, nil, nil)
	if diff := cmp.Diff([]Problem{{"status", "is not in the spec"}}, asViolation(t, err).Problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
