package sandbox

import (
	"errors"
	"net/http"
	"testing"
)

const addressesPath = customersPath + "/customer-id/accounts/addresses"

func TestAddresses(t *testing.T) {
	t.Parallel()
	f, _ := seeded(t)
	f.do(t, http.MethodGet, addressesPath, "").want(t, http.StatusOK,
		`["0x742d35Cc6634C0532925a3b844Bc454e4438f44e","7Y5P4E1XwP1h5ya9Lz7h2n3VgJY6QmE1K4m6mV9S1E2f"]`)
	f.do(t, http.MethodGet, customersPath+"/nobody/accounts/addresses", "").
		want(t, http.StatusNotFound, `{"statusCode":404,"message":"Customer not found","error":"Not Found"}`)
}

func TestSetAddresses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		addresses []string
		want      string
	}{
		{"nil", nil, `[]`},
		{"none", []string{}, `[]`},
		{"case is kept", []string{"0xAbC", "0xabc"}, `["0xAbC","0xabc"]`},
		{"order and repeats are kept", []string{"b", "a", "b"}, `["b","a","b"]`},
		{"quotes", []string{`"`, ""}, `["\"",""]`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f, _ := seeded(t)
			if err := f.SetAddresses("customer-id", test.addresses); err != nil {
				t.Fatalf("SetAddresses() = %v", err)
			}
			f.do(t, http.MethodGet, addressesPath, "").want(t, http.StatusOK, test.want)
			f.do(t, http.MethodGet, customersPath+"/customer-id", "").want(t, http.StatusOK, documentedOne)
		})
	}
}

func TestSetAddressesRefuses(t *testing.T) {
	t.Parallel()
	f, _ := seeded(t)
	err := f.SetAddresses("nobody", nil)
	if want := `sandbox: set addresses of "nobody": there is no such customer`; err == nil || err.Error() != want {
		t.Errorf("SetAddresses() = %v, want %q", err, want)
	}
	if !errors.Is(err, errUnknownCustomer) {
		t.Error("the cause cannot be found")
	}
	err = f.SetAddresses("customer-id", []string{"a", "\xff"})
	if want := `sandbox: addresses[1] is not valid UTF-8`; err == nil || err.Error() != want {
		t.Errorf("SetAddresses() = %v, want %q", err, want)
	}
}
