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

func TestProblemOf(t *testing.T) {
	t.Parallel()
	violation := func(status int) error {
		return &contract.Violation{Status: status, Faults: []contract.Fault{{Field: "status", Message: "is missing"}}}
	}
	tests := []struct {
		name   string
		err    error
		status int
		code   string
	}{
		{"key", errUnauthorized, http.StatusUnauthorized, "UNAUTHORIZED"},
		{"customer", errUnknownCustomer, http.StatusNotFound, "CUSTOMER_NOT_FOUND"},
		{"externalId", errExternalIDTaken, http.StatusConflict, "CUSTOMER_EXISTS"},
		{"wrapped", fmt.Errorf("get: %w", errUnknownCustomer), http.StatusNotFound, "CUSTOMER_NOT_FOUND"},
		{"size", &http.MaxBytesError{}, http.StatusRequestEntityTooLarge, "PAYLOAD_TOO_LARGE"},
		{"size by the spec", violation(413), http.StatusRequestEntityTooLarge, "PAYLOAD_TOO_LARGE"},
		{"route", violation(404), http.StatusNotFound, "ROUTE_NOT_FOUND"},
		{"method", violation(405), http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED"},
		{"type", violation(415), http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE"},
		{"body", violation(400), http.StatusBadRequest, "VALIDATION_FAILED"},
		{"id made twice", errIDTaken, http.StatusInternalServerError, "INTERNAL_ERROR"},
		{"anything else", errors.New("disk on fire"), http.StatusInternalServerError, "INTERNAL_ERROR"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := problemOf(test.err, httptest.NewRequest(http.MethodGet, "/", nil))
			if got.status != test.status || got.code != test.code {
				t.Errorf("problemOf() = %d %s, want %d %s", got.status, got.code, test.status, test.code)
			}
			if strings.Contains(got.message, "disk") {
				t.Errorf("message %q tells the cause", got.message)
			}
		})
	}
}

func TestLongPathsAreCut(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/"+strings.Repeat("x", 5000), nil)
	if got := cannot(r); len(got) > 250 {
		t.Errorf("message has %d bytes, want at most 250", len(got))
	}
}
