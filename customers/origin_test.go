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

// TestOrigin_Loopback checks for which hosts New accepts plain HTTP.
func TestOrigin_Loopback(t *testing.T) {
	t.Parallel()
	for base, loopback := range map[string]bool{
		"http://localhost": true, "http://api.localhost:8080": true, "http://127.1.2.3": true, "http://[::1]:8080": true,
		"http://localhost.example": false, "http://notlocalhost": false, "http://10.0.0.1": false,
	} {
		_, err := customers.New(base, customers.WithAPIKey(testKey))
		if got := err == nil; got != loopback {
			t.Errorf("%s: error = %v, want success: %v", base, err, loopback)
		}
	}
}
