package sandbox

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

func TestErrorResponseFor(t *testing.T) {
	t.Parallel()
	violation := func(status int) error {
		return &contract.Violation{Status: status, Problems: []contract.Problem{{Field: "status", Message: "is missing"}}}
	}
	tests := []struct {
		name   string
		err    error
		status int
		code   string
	}{
		{"key", errUnauthorized, http.StatusUnauthorized, "UNAUTHORIZED"},
		{"customer", errCustomerNotFound, http.StatusNotFound, "CUSTOMER_NOT_FOUND"},
		{"externalId", errExternalIDTaken, http.StatusConflict, "CUSTOMER_EXISTS"},
		{"wrapped", fmt.Errorf("get: %w", errCustomerNotFound), http.StatusNotFound, "CUSTOMER_NOT_FOUND"},
		{"size", &http.MaxBytesError{}, http.StatusRequestEntityTooLarge, "PAYLOAD_TOO_LARGE"},
		{"size by the spec", violation(413), http.StatusRequestEntityTooLarge, "PAYLOAD_TOO_LARGE"},
		{"route", violation(404), http.StatusNotFound, "ROUTE_NOT_FOUND"},
		{"method", violation(405), http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED"},
		{"type", violation(415), http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE"},
		{"body", violation(400), http.StatusBadRequest, "VALIDATION_FAILED"},
		{"duplicate new id", errIDTaken, http.StatusInternalServerError, "INTERNAL_ERROR"},
		{"anything else", errors.New("disk on fire"), http.StatusInternalServerError, "INTERNAL_ERROR"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := errorResponseFor(test.err, httptest.NewRequest(http.MethodGet, "/", nil))
			if got.status != test.status || got.code != test.code {
				t.Errorf("errorResponseFor() = %d %s, want %d %s", got.status, got.code, test.status, test.code)
			}
			if strings.Contains(got.message, "disk") {
				t.Errorf("message %q reveals the cause", got.message)
			}
		})
	}
}

func TestRouteMessage_IsShort(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/"+strings.Repeat("x", 5000), nil)
	if got := routeMessage(r); len(got) > 250 {
		t.Errorf("message has %d bytes, want at most 250", len(got))
	}
}

func TestErrorShapes(t *testing.T) {
	t.Parallel()
	const create = `{"externalId":"customer-ext-001","status":"active"}`
	tests := []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		flat, envelope           string
	}{
		{
			"401", http.MethodGet, customersPath, "",
			[]string{"X-Api-Key", "wrong"},
			401,
			`{"statusCode":401,"message":"Unauthorized"}`,
			`{"error":{"code":"UNAUTHORIZED","message":"Unauthorized","requestId":"req-1"}}`,
		},
		{
			"404", http.MethodGet, customersPath + "/nobody", "", nil, 404,
			`{"statusCode":404,"message":"Customer not found","error":"Not Found"}`,
			`{"error":{"code":"CUSTOMER_NOT_FOUND","message":"Customer not found","requestId":"req-1"}}`,
		},
		{
			"409", http.MethodPost, customersPath, create, nil, 409,
			`{"statusCode":409,"message":"A customer with this externalId exists","error":"Conflict"}`,
			`{"error":{"code":"CUSTOMER_EXISTS","message":"A customer with this externalId exists","requestId":"req-1"}}`,
		},
		{
			"400", http.MethodPost, customersPath, `{"externalId":""}`,
			[]string{invalidRequest, "yes"},
			400,
			`{"statusCode":400,"message":["externalId should not be empty","status is missing"],"error":"Bad Request"}`,
			`{"error":{"code":"VALIDATION_FAILED","message":"The request is not valid","details":[` +
				`{"field":"externalId","message":"should not be empty"},{"field":"status","message":"is missing"}],` +
				`"requestId":"req-1"}}`,
		},
		{
			"415", http.MethodPost, customersPath, create,
			[]string{"Content-Type", "text/html", invalidRequest, "yes"},
			415,
			`{"statusCode":415,"message":"Content-Type should be application/json, not \"text/html\"",` +
				`"error":"Unsupported Media Type"}`,
			`{"error":{"code":"UNSUPPORTED_MEDIA_TYPE",` +
				`"message":"Content-Type should be application/json, not \"text/html\"","requestId":"req-1"}}`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for envelope, want := range map[bool]string{false: test.flat, true: test.envelope} {
				f := newFixture(t, Config{Profiles: errorProfiles(envelope)})
				if err := f.Seed(documentedSeed()); err != nil {
					t.Fatal(err)
				}
				f.do(t, test.method, test.path, test.body, test.headers...).want(t, test.status, want)
			}
		})
	}
}
