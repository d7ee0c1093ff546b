package customers_test

import (
	"net/http"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestOrigin_DefaultPort sends requests to the base URL's host with the explicit default port: that is the same origin.
func TestOrigin_DefaultPort(t *testing.T) {
	t.Parallel()
	for base, port := range map[string]string{"http://localhost": "80", "https://localhost": "443"} {
		addPort := func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				r = r.Clone(r.Context())
				r.URL.Host += ":" + port
				return next.RoundTrip(r)
			})
		}
		client := newClient(t, base, customers.WithMiddleware(addPort),
			customers.WithHTTPClient(&http.Client{Transport: roundTripper(ok)}))
		if err := client.Delete(t.Context(), "a"); err != nil {
			t.Errorf("%s with port %s: %v", base, port, err)
		}
	}
}

// TestOrigin_Loopback accepts plain http for localhost and for literal loopback addresses only. WithInsecureHTTP allows
// it for every host.
func TestOrigin_Loopback(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		host    string
		allowed bool
	}{
		{"localhost", true},
		{"LocalHost:8080", true},
		{"127.0.0.1", true},
		{"127.255.255.254", true},
		{"[::1]:80", true},
		{"[::ffff:127.0.0.1]", true},
		{"api.localhost", false},
		{"localhost.", false},
		{"localhost.example", false},
		{"notlocalhost", false},
		{"127.0.0.1.example.test", false},
		{"127.1", false},
		{"2130706433", false},
		{"0.0.0.0", false},
		{"[::]", false},
		{"[fe80::1]", false},
		{"10.0.0.1", false},
	} {
		_, err := customers.New("http://"+tc.host, customers.WithAPIKey(testKey))
		if allowed := err == nil; allowed != tc.allowed {
			t.Errorf("http://%s: error = %v, want accepted = %t", tc.host, err, tc.allowed)
		}
		if err != nil {
			wantSentinel(t, err, customers.ErrInvalidArgument)
		}
		if _, err := customers.New("http://"+tc.host, customers.WithAPIKey(testKey), customers.WithInsecureHTTP()); err != nil {
			t.Errorf("http://%s with WithInsecureHTTP: %v", tc.host, err)
		}
	}
}
