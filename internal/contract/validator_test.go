package contract

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestNewLoadsTheDocument(t *testing.T) {
	t.Parallel()
	v := newTestValidator(t)
	if got, want := v.Doc().OpenAPI, "3.0.3"; got != want {
		t.Errorf("document version = %q, want %q", got, want)
	}
	if v.Doc().Servers != nil {
		t.Error("Doc() still has servers, so requests to a test server would match nothing")
	}
}

func TestOperation(t *testing.T) {
	t.Parallel()
	const (
		one       = customersPath + "/{id}"
		addresses = one + "/accounts/addresses"
	)
	tests := []struct {
		method, target   string
		wantID, wantPath string
	}{
		{http.MethodPost, customersPath, "createCustomer", customersPath},
		{http.MethodGet, customersPath, "listCustomers", customersPath},
		{http.MethodGet, customersPath + "/customer-id", "getCustomer", one},
		{http.MethodPut, customersPath + "/customer-id", "updateCustomer", one},
		{http.MethodDelete, customersPath + "/customer-id", "deleteCustomer", one},
		{http.MethodGet, customersPath + "/customer-id/accounts/addresses", "listCustomerAddresses", addresses},
		{http.MethodGet, customersPath + "/a%2Fb", "getCustomer", one},
		{http.MethodPatch, customersPath + "/customer-id", "", ""},
		{http.MethodGet, "/v1" + customersPath, "", ""},
	}
	v := newTestValidator(t)
	for _, test := range tests {
		t.Run(test.method+" "+test.target, func(t *testing.T) {
			t.Parallel()
			id, path, ok := v.Operation(httptest.NewRequest(test.method, test.target, nil))
			if id != test.wantID || path != test.wantPath || ok != (test.wantID != "") {
				t.Errorf("Operation() = %q, %q, %t, want %q, %q", id, path, ok, test.wantID, test.wantPath)
			}
		})
	}
}
