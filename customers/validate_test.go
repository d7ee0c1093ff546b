package customers_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestInvalidArguments has one invalid argument per row: the call fails before any I/O and the error names the
// argument.
func TestInvalidArguments(t *testing.T) {
	t.Parallel()
	client := newClient(t, "http://127.0.0.1:1", customers.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			t.Error("a request is sent")
			return nil, http.ErrAbortHandler
		}),
	}))
	ctx := t.Context()
	good := customers.CreateParams{ExternalID: "e", Status: customers.StatusActive}
	for _, tc := range []struct {
		name  string
		field string
		call  func() error
	}{
		{"Create without externalId", "externalId", func() error {
			_, err := client.Create(ctx, customers.CreateParams{Status: customers.StatusActive})
			return err
		}},
		{"Create with externalId that is not UTF-8", "externalId", func() error {
			_, err := client.Create(ctx, customers.CreateParams{ExternalID: "a\xff", Status: customers.StatusActive})
			return err
		}},
		{"Create without status", "status", func() error {
			_, err := client.Create(ctx, customers.CreateParams{ExternalID: "e"})
			return err
		}},
		{"Ensure without externalId", "externalId", func() error {
			_, _, err := client.Ensure(ctx, customers.CreateParams{Status: customers.StatusActive})
			return err
		}},
		{"Ensure with a nil context", "ctx", func() error {
			_, _, err := client.Ensure(nil, good) //nolint:staticcheck // on purpose
			return err
		}},
		{"Ensure of a zero client", "client", func() error {
			_, _, err := new(customers.Client).Ensure(ctx, good)
			return err
		}},
		{"Update without status", "status", func() error {
			_, err := client.Update(ctx, "id", customers.UpdateParams{})
			return err
		}},
		{"Get without id", "id", func() error { _, err := client.Get(ctx, ""); return err }},
		{"Get with .. as id", "id", func() error { _, err := client.Get(ctx, ".."); return err }},
		{"Update with . as id", "id", func() error {
			_, err := client.Update(ctx, ".", customers.UpdateParams{Status: customers.StatusActive})
			return err
		}},
		{"Delete without id", "id", func() error { return client.Delete(ctx, "") }},
		{"Delete with a line break in the id", "id", func() error { return client.Delete(ctx, "a\nb") }},
		{"Addresses with an id that is too long", "id", func() error {
			_, err := client.Addresses(ctx, strings.Repeat("x", 513))
			return err
		}},
		{"FindByExternalID without externalId", "externalId", func() error {
			_, err := client.FindByExternalID(ctx, "")
			return err
		}},
		{"List with a nil context", "ctx", func() error {
			_, err := client.List(nil) //nolint:staticcheck // on purpose
			return err
		}},
		{"All with a nil context", "ctx", func() (err error) {
			for _, e := range client.All(nil) { //nolint:staticcheck // on purpose
				err = e
			}
			return err
		}},
		{"nil option", "options[0]", func() error { _, err := client.Create(ctx, good, nil); return err }},
		{"nil info", "responseInfo", func() error {
			_, err := client.Create(ctx, good, customers.WithResponseInfo(nil))
			return err
		}},
		{"header name", "header a b", func() error {
			return client.Delete(ctx, "id", customers.WithRequestHeader("a b", ""))
		}},
		{"header value", "header A", func() error {
			return client.Delete(ctx, "id", customers.WithRequestHeader("A", "b\r\nC: d"))
		}},
		{"managed header", "header host", func() error {
			return client.Delete(ctx, "id", customers.WithRequestHeader("host", "b"))
		}},
		{"key header", "header x-api-key", func() error {
			return client.Delete(ctx, "id", customers.WithRequestHeader("x-api-key", "b"))
		}},
		{"nil client", "client", func() error { return (*customers.Client)(nil).Delete(ctx, "id") }},
		{"zero client", "client", func() error { return new(customers.Client).Delete(ctx, "id") }},
		{"With of a zero client", "client", func() error { _, err := new(customers.Client).With(); return err }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := tc.call()
			wantSentinel(t, err, customers.ErrInvalidArgument)
			e := asError(t, err)
			if diff := cmp.Diff([]string{tc.field}, fieldNames(e)); diff != "" {
				t.Fatalf("fields (-want +got):\n%s", diff)
			}
			if e.Fields[0].Message == "" {
				t.Errorf("the field %s has no message", tc.field)
			}
			if e.StatusCode != 0 {
				t.Errorf("StatusCode = %d, want 0", e.StatusCode)
			}
			if len(e.Attempts) != 0 {
				t.Errorf("%d attempts, want none", len(e.Attempts))
			}
			if text := oneLineOf(t, err); !strings.Contains(text, tc.field) {
				t.Errorf("error = %q, want %q in it", text, tc.field)
			}
		})
	}
}

// TestNew_BaseURL compares the URL of a request with the base URL that New accepts.
func TestNew_BaseURL(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ base, want string }{
		{"https://api.ledgerlink.ai", "https://api.ledgerlink.ai/api/v1/account-manager/customers/a%2Cb"},
		{"https://api.ledgerlink.ai/", "https://api.ledgerlink.ai/api/v1/account-manager/customers/a%2Cb"},
		{"https://h/gw/ledger", "https://h/gw/ledger/api/v1/account-manager/customers/a%2Cb"},
		{"https://h:8443/gw/ledger/", "https://h:8443/gw/ledger/api/v1/account-manager/customers/a%2Cb"},
		{"https://h/a%2Fb", "https://h/a%2Fb/api/v1/account-manager/customers/a%2Cb"},
		{"http://localhost:8080", "http://localhost:8080/api/v1/account-manager/customers/a%2Cb"},
		{"http://127.9.9.9", "http://127.9.9.9/api/v1/account-manager/customers/a%2Cb"},
		{"http://[::1]:80", "http://[::1]:80/api/v1/account-manager/customers/a%2Cb"},
		{"https://h/api/v1/ledger", "https://h/api/v1/ledger/api/v1/account-manager/customers/a%2Cb"},
		{"https://h/v10", "https://h/v10/api/v1/account-manager/customers/a%2Cb"},
		{"https://h/my-api", "https://h/my-api/api/v1/account-manager/customers/a%2Cb"},
	} {
		var got *url.URL
		client := newClient(t, tc.base, customers.WithHTTPClient(&http.Client{
			Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				got = r.URL
				return nil, http.ErrHandlerTimeout
			}),
		}))
		_, err := client.Get(t.Context(), "a,b")
		if !errors.Is(err, http.ErrHandlerTimeout) {
			t.Errorf("%s: error = %v, want that of the RoundTripper", tc.base, err)
		}
		if got == nil || got.String() != tc.want {
			t.Errorf("%s: the URL of the request is %v, want %s", tc.base, got, tc.want)
		}
	}
}

func TestNew_InvalidBaseURL(t *testing.T) {
	t.Parallel()
	const (
		scheme   = "must start with https:// or http://"
		space    = "must not begin or end with a space or a line break"
		lineFeed = "must not end with a line break"
		version  = "must not end in /v1"
		prefix   = "must not end in /api"
	)
	for base, reason := range map[string]string{
		"":                                  "empty",
		"api.ledgerlink.ai":                 scheme,
		"127.0.0.1:8080":                    scheme,
		"localhost:8080":                    scheme,
		"[::1]:8080":                        scheme,
		"//api.ledgerlink.ai":               scheme,
		"/api":                              scheme,
		"https:api.ledgerlink.ai":           scheme,
		"https:/api.ledgerlink.ai":          scheme,
		"ftp://h":                           scheme,
		`"https://h"`:                       scheme,
		"https://h\n":                       lineFeed,
		"https://h\r\n":                     lineFeed,
		"https://h/\n ":                     space,
		" https://h":                        space,
		"https://h\t":                       space,
		" ":                                 space,
		"https://h\n/a":                     "not a URL",
		"https://":                          "host",
		"https://:443":                      "host",
		"https://user:hunter2@h":            "userinfo",
		"https://h?a=b":                     "query",
		"https://h/?":                       "query",
		"https://h#f":                       "fragment",
		"https://h/#":                       "fragment",
		"https://h/a/../b":                  `".."`,
		"https://h/%2e%2e/b":                `".."`,
		"https://api.ledgerlink.ai/v1":      version,
		"https://h/v1":                      version,
		"https://h/gw/V1//":                 version,
		"http://localhost:8080/v1/":         version,
		"https://api.ledgerlink.ai/api/v1/": version,
		"https://api.ledgerlink.ai/api":     prefix,
		"https://h/gw/api/":                 prefix,
		"https://h/api/v1/account-manager":  "must end before /api/v1",
		"https://h/API/v1/account-manager/": "must end before /api/v1",
		"https://h:port":                    "not a URL",
		"http://api.ledgerlink.ai":          "must be https",
		"http://10.0.0.1":                   "must be https",
		"http://localhost.evil.example":     "must be https",
	} {
		client, err := customers.New(base, customers.WithAPIKey(testKey))
		if client != nil {
			t.Errorf("%q: New returns a client", base)
		}
		wantSentinel(t, err, customers.ErrInvalidArgument)
		e := asError(t, err)
		if diff := cmp.Diff([]string{"baseURL"}, fieldNames(e)); diff != "" {
			t.Errorf("%q: fields (-want +got):\n%s", base, diff)
		}
		if !strings.Contains(e.Message, reason) {
			t.Errorf("%q: error = %v, want %q in it", base, err, reason)
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error contains the password: %v", err)
		}
	}
}

func TestWithInsecureHTTP(t *testing.T) {
	t.Parallel()
	_, err := customers.New("http://10.0.0.1", customers.WithAPIKey(testKey), customers.WithInsecureHTTP())
	if err != nil {
		t.Errorf("New: %v", err)
	}
}
