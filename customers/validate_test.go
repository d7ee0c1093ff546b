package customers_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestInvalidArguments refuses before any I/O and names the field.
func TestInvalidArguments(t *testing.T) {
	t.Parallel()
	client := newClient(t, "http://127.0.0.1:1", customers.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			t.Error("I/O for a call that must be refused")
			return nil, http.ErrAbortHandler
		}),
	}))
	ctx := t.Context()
	good := customers.CreateParams{ExternalID: "e", Status: customers.StatusActive}
	var nobody *customers.Client
	for _, tc := range []struct {
		name  string
		field string
		call  func() error
	}{
		{"Create without externalId", "externalId", func() error {
			_, err := client.Create(ctx, customers.CreateParams{Status: customers.StatusActive})
			return err
		}},
		{"Create with broken externalId", "externalId", func() error {
			_, err := client.Create(ctx, customers.CreateParams{ExternalID: "a\xff", Status: customers.StatusActive})
			return err
		}},
		{"Create without status", "status", func() error {
			_, err := client.Create(ctx, customers.CreateParams{ExternalID: "e"})
			return err
		}},
		{"Update without status", "status", func() error {
			_, err := client.Update(ctx, "id", customers.UpdateParams{})
			return err
		}},
		{"Get without id", "id", func() error { _, err := client.Get(ctx, ""); return err }},
		{"Get the parent", "id", func() error { _, err := client.Get(ctx, ".."); return err }},
		{"Update the directory", "id", func() error {
			_, err := client.Update(ctx, ".", customers.UpdateParams{Status: customers.StatusActive})
			return err
		}},
		{"Delete without id", "id", func() error { return client.Delete(ctx, "") }},
		{"Delete with a line break", "id", func() error { return client.Delete(ctx, "a\nb") }},
		{"Addresses of a long id", "id", func() error { _, err := client.Addresses(ctx, strings.Repeat("x", 513)); return err }},
		{"Find nothing", "externalId", func() error { _, err := client.FindByExternalID(ctx, ""); return err }},
		{"nil context", "ctx", func() error { _, err := client.List(nil); return err }}, //nolint:staticcheck // on purpose
		{"nil option", "options[0]", func() error { _, err := client.Create(ctx, good, nil); return err }},
		{"nil info", "responseInfo", func() error { _, err := client.Create(ctx, good, customers.WithResponseInfo(nil)); return err }},
		{"header name", "header a b", func() error { return client.Delete(ctx, "id", customers.WithRequestHeader("a b", "")) }},
		{"header value", "header A", func() error { return client.Delete(ctx, "id", customers.WithRequestHeader("A", "b\r\nC: d")) }},
		{"managed header", "header host", func() error { return client.Delete(ctx, "id", customers.WithRequestHeader("host", "b")) }},
		{"key header", "header x-api-key", func() error {
			return client.Delete(ctx, "id", customers.WithRequestHeader("x-api-key", "b"))
		}},
		{"nil client", "client", func() error { return nobody.Delete(ctx, "id") }},
		{"zero client", "client", func() error { return new(customers.Client).Delete(ctx, "id") }},
		{"With of a zero client", "client", func() error { _, err := new(customers.Client).With(); return err }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := tc.call()
			wantSentinel(t, err, customers.ErrInvalidArgument)
			e := asError(t, err)
			if len(e.Fields) != 1 || e.Fields[0].Field != tc.field || e.Fields[0].Message == "" {
				t.Errorf("fields = %+v, want one for %q", e.Fields, tc.field)
			}
			if e.StatusCode != 0 || len(e.Attempts) != 0 || !strings.Contains(oneLineOf(t, err), tc.field) {
				t.Errorf("error = %v", err)
			}
		})
	}
	var all error
	for _, err := range client.All(nil) { //nolint:staticcheck // on purpose
		all = err
	}
	wantSentinel(t, all, customers.ErrInvalidArgument)
}

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
