package verify

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// TestRun_Deviations checks that each deviation is named, and nothing else.
func TestRun_Deviations(t *testing.T) {
	t.Parallel()
	header := func(name, value string) func(http.Handler) http.Handler {
		return altered(func(_ *http.Request, response *reply) { response.header.Set(name, value) })
	}
	tests := []struct {
		name    string
		config  sandbox.Config
		deviate func(http.Handler) http.Handler
		want    []string
	}{
		{"none", sandbox.Config{}, nil, []string{}},
		{"envelope errors", sandbox.Config{Profiles: []string{"envelope"}}, nil, []string{"shape of errors: envelope"}},
		{"other key header", sandbox.Config{APIKeyHeader: "X-Other"}, nil, []string{"key header: X-Other"}},
		{"wrong key is 403", sandbox.Config{}, status(http.MethodGet, 401, 403), []string{"key is required: wrong key 403, no key 403"}},
		{"create is 200", sandbox.Config{}, status(http.MethodPost, 201, 200), []string{"status of a create: 200"}},
		{"create is 202", sandbox.Config{}, status(http.MethodPost, 201, 202), []string{"status of a create: 202"}},
		{"delete is 200", sandbox.Config{}, status(http.MethodDelete, 204, 200), []string{"response of a delete: 200 without a body"}},
		{"delete is 204 with text", sandbox.Config{}, announcedBody, []string{"response of a delete: 204 with a body"}},
		{"HTML 401", sandbox.Config{}, html(401), []string{"body of a 401: HTML"}},
		{"HTML 404", sandbox.Config{}, html(404), []string{"body of a 404: HTML"}},
		{"no uniqueness", sandbox.Config{}, withoutUniqueness(), []string{"unique external IDs: a second customer is created"}},
		{"duplicate is 400", sandbox.Config{}, status(http.MethodPost, 409, 400), []string{
			"response to a duplicate: status code 400",
		}},
		{"invalid is 422", sandbox.Config{}, both(status(http.MethodPut, 400, 422), status(http.MethodPost, 400, 422)), []string{
			"invalid requests: status code 422",
		}},
		{"message of an invalid request", sandbox.Config{}, replaced(`"message":\[.*\],`, `"message":"no",`), []string{
			"message of errors: a text if invalid",
		}},
		{"other status", sandbox.Config{}, replaced(`"externalId":"customer-ext-000","status":"active"`, `"externalId":"customer-ext-000","status":"closed"`), []string{
			"values of a status: others, too",
		}},
		{"request ID missing", sandbox.Config{}, altered(func(_ *http.Request, response *reply) {
			response.header.Del("X-Request-Id")
		}), []string{}},
		{"second delete is 409", sandbox.Config{}, status(http.MethodDelete, 404, 409), []string{"second delete: 409"}},
		{"HEAD fails", sandbox.Config{}, status(http.MethodHead, 405, 500), []string{"HEAD and OPTIONS: HEAD 500, OPTIONS 405"}},
		{"HTML after a delete", sandbox.Config{}, altered(func(r *http.Request, response *reply) {
			if r.Method == http.MethodDelete && response.status == 204 {
				*response = reply{200, http.Header{"Content-Type": {"text/html"}}, "<p>"}
			}
		}), []string{"response of a delete: 200 with a body of HTML"}},
		{"update without effect", sandbox.Config{}, altered(func(r *http.Request, response *reply) {
			if r.Method == http.MethodPut {
				response.body = strings.Replace(response.body, `"inactive"`, `"active"`, 1)
			}
		}), []string{"updateCustomer: the status is not the one that was sent"}},
		{"create without a body", sandbox.Config{}, altered(func(r *http.Request, response *reply) {
			if r.Method == http.MethodPost && response.status == 201 {
				response.body = ""
			}
		}), []string{"createCustomer: body is not valid JSON"}},
		{
			"duplicate returns the first",
			sandbox.Config{},
			returningFirst(func(*http.Request) bool { return true }),
			[]string{"unique external IDs: the first customer is returned"},
		},
		{
			"Idempotency-Key",
			sandbox.Config{},
			returningFirst(func(r *http.Request) bool { return r.Header.Get("Idempotency-Key") != "" }),
			[]string{"Idempotency-Key: the first customer is returned"},
		},
		{"unknown status kept", sandbox.Config{}, keepingStatus, []string{"unknown status: kept"}},
		{"empty external ID", sandbox.Config{}, requested(func(_ *http.Request, body string) string {
			return strings.Replace(body, `"externalId":""`, `"externalId":"other"`, 1)
		}), []string{"empty external ID: accepted"}},
		{"unknown member refused", sandbox.Config{}, requested(func(_ *http.Request, body string) string {
			return strings.Replace(body, `"active","linkVerify":true`, `"none"`, 1)
		}), []string{"unknown member of a create: refused"}},
		{"second precision", sandbox.Config{}, replaced(`\.[0-9]{3}Z`, "Z"), []string{"form of times: RFC 3339, UTC, seconds"}},
		{"not a time", sandbox.Config{}, replaced(`"createdAt":"1999-04-02T09`, `"createdAt":"canary09`), []string{
			"listCustomers: [].createdAt is not an RFC 3339 time", "getCustomer: createdAt is not an RFC 3339 time",
		}},
		{"updatedAt does not move", sandbox.Config{}, replaced(`"updatedAt":"[^"]+"`, `"updatedAt":"1999-04-02T09:00:00.100Z"`), []string{
			"updatedAt moves: not later after an update",
		}},
		{"soft delete", sandbox.Config{}, softDelete, []string{"get after a delete: the customer is inactive"}},
		{"second delete is 204", sandbox.Config{}, altered(func(r *http.Request, response *reply) {
			if r.Method == http.MethodDelete && response.status == 404 {
				*response = reply{204, http.Header{}, ""}
			}
		}), []string{"second delete: 204"}},
		{"newest first", sandbox.Config{}, list(func(customers []json.RawMessage) any {
			slices.Reverse(customers)
			return customers
		}), []string{"order of the list: newest first"}},
		{"capped list", sandbox.Config{}, list(func(customers []json.RawMessage) any { return customers[:1] }), []string{
			"list of all customers: a new customer is missing",
		}},
		{"list in an envelope", sandbox.Config{}, list(func(customers []json.RawMessage) any {
			return map[string]any{"data": customers}
		}), []string{"listCustomers: body must be an array"}},
		{"account without an id", sandbox.Config{}, replaced(`"id":"account-id"`, `"uuid":"x"`), []string{
			"accounts: [].accounts[].id is missing",
		}},
		{"customer of an account", sandbox.Config{}, replaced(`"customer":{"id":"customer-id"`, `"customer":{"id":7`), []string{
			"customer inside an account: [].accounts[].customer.id must be a string",
		}},
		{"gzip always", sandbox.Config{}, altered(gzipped), []string{"compression: gzip without a request"}},
		{"gzip if requested", sandbox.Config{}, altered(func(r *http.Request, response *reply) {
			if r.Header.Get("Accept-Encoding") == "gzip" {
				gzipped(r, response)
			}
		}), []string{}},
		{"another request ID", sandbox.Config{}, altered(func(_ *http.Request, response *reply) {
			response.header.Del("X-Request-Id")
			response.header.Set("X-Amzn-Trace-Id", "x")
		}), []string{"request ID: X-Amzn-Trace-Id"}},
		{"rate limit", sandbox.Config{}, header("X-Ratelimit-Limit", "60"), []string{"rate limit: 60 requests"}},
		{"end of the window in seconds", sandbox.Config{}, header("X-Ratelimit-Reset", "30"), []string{
			"end of the window: a number of another unit",
		}},
		{"rate limit headers of another name", sandbox.Config{}, header("Ratelimit-Remaining", "30"), []string{
			"requests left: the header RateLimit-Remaining",
		}},
		{"pages", sandbox.Config{}, header("Link", `</next>; rel="next"`), []string{"list of all customers: pages"}},
		{"escaped id is 400", sandbox.Config{}, altered(func(r *http.Request, response *reply) {
			if strings.Contains(r.URL.Path, " ") {
				response.status = 400
				response.body = `{"statusCode":400,"message":["id is invalid"]}`
			}
		}), []string{"id with an escaped character: 400, unlike an unknown id"}},
		{"addresses of an unknown id", sandbox.Config{}, altered(func(r *http.Request, response *reply) {
			if strings.HasSuffix(r.URL.Path, "/addresses") && response.status == 404 {
				response.status, response.body = 200, "[]"
			}
		}), []string{"addresses of an unknown id: 200"}},
		{"another customer", sandbox.Config{}, altered(func(r *http.Request, response *reply) {
			if strings.HasSuffix(r.URL.Path, "/customer-id") {
				response.body = strings.Replace(response.body, "customer-id", "other", 1)
			}
		}), []string{"getCustomer: the id is not the requested one"}},
	}
	broken := []string{ // a documented promise
		"another customer", "pages", "list in an envelope", "capped list", "updatedAt does not move", "not a time",
		"second precision", "create without a body", "update without effect", "other status",
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newService(t, test.config, test.deviate)
			report := s.run(t, func(cfg *Config) { cfg.KeyHeaders = []string{"X-First", "X-Other"} })
			if diff := cmp.Diff(test.want, differing(report)); diff != "" {
				t.Errorf("differences (-want +got):\n%s", diff)
			}
			if report.Problem != "" || len(report.Left) > 0 {
				t.Errorf("the run ended early (%q), or left %q", report.Problem, report.Left)
			}
			want := ExitHolds
			if slices.Contains(broken, test.name) {
				want = ExitDiffers
			}
			if got := report.ExitStatus(); got != want {
				t.Errorf("exit status = %d, want %d", got, want)
			}
			for _, row := range report.Rows {
				if row.Verdict == Differs && (row.Means == "" || row.Change == "") {
					t.Errorf("%s differs without what it means or what to change", row.Promise)
				}
			}
			if s.Len() != 1 && test.name != "soft delete" {
				t.Errorf("the service has %d customers, want 1", s.Len())
			}
			if n := s.requestCount(); n > MaxRequests || n != report.Requests {
				t.Errorf("the service received %d requests, and the report has %d", n, report.Requests)
			}
		})
	}
}
