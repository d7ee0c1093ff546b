package customers_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ base, want string }{
		{"https://api.ledgerlink.ai", "https://api.ledgerlink.ai/api/v1/account-manager/customers/a%2Fb"},
		{"https://api.ledgerlink.ai/", "https://api.ledgerlink.ai/api/v1/account-manager/customers/a%2Fb"},
		{"https://h/gw/ledger", "https://h/gw/ledger/api/v1/account-manager/customers/a%2Fb"},
		{"https://h:8443/gw/ledger/", "https://h:8443/gw/ledger/api/v1/account-manager/customers/a%2Fb"},
		{"https://h/a%2Fb", "https://h/a%2Fb/api/v1/account-manager/customers/a%2Fb"},
		{"http://localhost:8080", "http://localhost:8080/api/v1/account-manager/customers/a%2Fb"},
		{"http://127.9.9.9", "http://127.9.9.9/api/v1/account-manager/customers/a%2Fb"},
		{"http://[::1]:80", "http://[::1]:80/api/v1/account-manager/customers/a%2Fb"},
		{"https://h/v1", "https://h/v1/api/v1/account-manager/customers/a%2Fb"},
	} {
		var got *url.URL
		client := newClient(t, tc.base, customers.WithHTTPClient(&http.Client{
			Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				got = r.URL
				return nil, http.ErrHandlerTimeout
			}),
		}))
		_, err := client.Get(t.Context(), "a/b")
		if !errors.Is(err, http.ErrHandlerTimeout) || got == nil || got.String() != tc.want {
			t.Errorf("%s: went to %v (%v), want %s", tc.base, got, err, tc.want)
		}
	}
}

func TestBadBaseURL(t *testing.T) {
	t.Parallel()
	for base, reason := range map[string]string{
		"":                                  "empty",
		"api.ledgerlink.ai":                 "absolute",
		"/api":                              "absolute",
		"https:api.ledgerlink.ai":           "absolute",
		"https://":                          "host",
		"https://:443":                      "host",
		"ftp://h":                           "http or https",
		"https://user:hunter2@h":            "userinfo",
		"https://h?a=b":                     "query",
		"https://h/?":                       "query",
		"https://h#f":                       "fragment",
		"https://h/#":                       "fragment",
		"https://h/a/../b":                  `".."`,
		"https://h/%2e%2e/b":                `".."`,
		"https://api.ledgerlink.ai/v1":      "/v1",
		"https://api.ledgerlink.ai/api/v1/": "/api/v1",
		"https://h/api/v1/account-manager":  "/api/v1",
		"https://h:port":                    "not a URL",
		"http://api.ledgerlink.ai":          "must be https",
		"http://10.0.0.1":                   "must be https",
		"http://localhost.evil.example":     "must be https",
	} {
		client, err := customers.New(base, customers.WithAPIKey(testKey))
		if client != nil {
			t.Errorf("%q gave a client", base)
		}
		wantSentinel(t, err, customers.ErrInvalidArgument)
		e := asError(t, err)
		if len(e.Fields) != 1 || e.Fields[0].Field != "baseURL" || !strings.Contains(e.Fields[0].Message, reason) {
			t.Errorf("%q: %v, want a reason with %q", base, err, reason)
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error shows the password: %v", err)
		}
	}
	if _, err := customers.New("http://10.0.0.1", customers.WithAPIKey(testKey), customers.WithInsecureHTTP()); err != nil {
		t.Errorf("WithInsecureHTTP: %v", err)
	}
}
