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
	edit := func(before, after string) string { return strings.Replace(validCustomer, before, after, 1) }
	limited := http.Header{
		"Content-Type": {jsonType}, "X-Ratelimit-Limit": {"many"}, "X-Ratelimit-Reset": {"soon"}, "Retry-After": {"30"},
	}
	tests := []struct {
		name           string
		method, target string
		status         int
		header         http.Header
		body           string
		want           []Fault
	}{
		{name: "customer", target: one, status: 200, body: validCustomer},
		{name: "created", method: http.MethodPost, target: customersPath, status: 201, body: validCustomer},
		{name: "empty list", target: customersPath, status: 200, body: `[]`},
		{name: "addresses", target: one + "/accounts/addresses", status: 200, body: `["0xAb"]`},
		{name: "deleted", method: http.MethodDelete, target: one, status: 204},
		{name: "flat error", target: one, status: 404, body: flat},
		{name: "envelope", target: one, status: 404, body: `{"error":{"code":"CUSTOMER_NOT_FOUND","message":"no"}}`},
		{name: "status listed nowhere", target: one, status: 503, body: flat},
		{name: "unknown status value", target: one, status: 200, body: edit(`"active"`, `"suspended"`)},
		{name: "unknown field", target: one, status: 200, body: edit(`{"id"`, `{"new":1,"id"`)},
		{
			name: "charset", target: one, status: 200, body: validCustomer,
			header: http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		},

		{
			name: "status of the wrong type", target: one, status: 200, body: edit(`"active"`, `1`),
			want: []Fault{{"status", "must be a string"}},
		},
		{name: "every field", target: one, status: 200, body: `{"accounts":null}`, want: []Fault{
			{"accounts", "should not be null"},
			{"id", "is missing"},
			{"externalId", "is missing"},
			{"status", "is missing"},
			{"participantId", "is missing"},
			{"createdAt", "is missing"},
			{"updatedAt", "is missing"},
		}},
		{name: "time", target: one, status: 200, body: edit("09:00:00.000Z", "09:00"), want: []Fault{
			{"createdAt", `string doesn't match the format "date-time" (string doesn't match pattern`},
		}},
		{
			name: "element of a list", target: customersPath, status: 200,
			body: "[" + validCustomer + "," + edit(`"accounts":[]`, `"accounts":[{}]`) + "]",
			want: []Fault{{"[1].accounts[0].id", "is missing"}},
		},
		{
			name: "neither error shape", target: one, status: 404, body: `{}`,
			want: []Fault{{"body", `doesn't match any schema from "oneOf"`}},
		},
		{
			name: "redirect with a page", target: one, status: 301, body: "<a>",
			header: http.Header{"Content-Type": {"text/html"}},
			want:   []Fault{{"Content-Type", `should be application/json, not "text/html"`}},
		},
		{name: "no body", target: one, status: 200, want: []Fault{{"body", "is not valid JSON: it ends too early"}}},
		{
			name: "body of a 204", method: http.MethodDelete, target: one, status: 204, body: `{}`,
			want: []Fault{{"body", "should be empty"}},
		},
		{name: "headers", target: one, status: 429, header: limited, body: flat, want: []Fault{
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
			if diff := cmp.Diff(test.want, violation.Faults, cmp.Comparer(prefixed)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

// prefixed compares faults by the start of the message: some end in a long regular expression of the library.
func prefixed(a, b Fault) bool {
	return a.Field == b.Field && (strings.HasPrefix(a.Message, b.Message) || strings.HasPrefix(b.Message, a.Message))
}

func TestResponseErrorReadsWell(t *testing.T) {
	t.Parallel()
	r := newRequest(http.MethodGet, customersPath+"/customer-id", "")
	body := strings.Replace(validCustomer, `"id":"customer-id"`, `"id":""`, 1)
	err := newTestValidator(t).Response(r, http.StatusOK, http.Header{"Content-Type": {jsonType}}, []byte(body))
	if got, want := asViolation(t, err).Error(), "getCustomer response 200: id should not be empty"; got != want {
		t.Errorf("Response() = %q, want %q", got, want)
	}
}

func TestStatusWithoutDefault(t *testing.T) {
	t.Parallel()
	v, err := newValidator(api.OpenAPI) // one of its own, because it is changed
	if err != nil {
		t.Fatalf("newValidator() = %v", err)
	}
	operations(v.doc)["getCustomer"].Responses.Delete("default")
	err = v.Response(newRequest(http.MethodGet, customersPath+"/x", ""), http.StatusTeapot, nil, nil)
	if diff := cmp.Diff([]Fault{{"status", "is not in the spec"}}, asViolation(t, err).Faults); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}
