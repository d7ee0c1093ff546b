package contract

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const (
	customersPath = "/api/v1/account-manager/customers"
	jsonType      = "application/json"
	validCustomer = `{"id":"customer-id","externalId":"customer-ext-001","status":"active",` +
		`"participantId":"participant-123","accounts":[],` +
		`"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}`
)

func newTestValidator(t testing.TB) *Validator {
	t.Helper()
	v, err := New()
	if err != nil {
		t.Fatalf("New() = %v", err)
	}
	return v
}

// newRequest makes a request as a server receives it, with a JSON body unless body is empty.
func newRequest(method, target, body string) *http.Request {
	if body == "" {
		return httptest.NewRequest(method, target, nil)
	}
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header.Set("Content-Type", jsonType)
	return r
}

// newExamples returns the example of each operation.
func newExamples(t *testing.T) []Example {
	t.Helper()
	examples, err := newTestValidator(t).Examples()
	if err != nil {
		t.Fatal(err)
	}
	if len(examples) < 2 {
		t.Fatalf("%d examples", len(examples))
	}
	return examples
}

func asViolation(t *testing.T, err error) *Violation {
	t.Helper()
	var violation *Violation
	if !errors.As(err, &violation) {
		t.Fatalf("error is %T (%v), want *Violation", err, err)
	}
	if strings.ContainsAny(err.Error(), "\r\n") {
		t.Errorf("error is not one line: %q", err)
	}
	return violation
}

func readAll(t *testing.T, r io.Reader) string {
	t.Helper()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return string(data)
}
