package customers_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestBaseURL shows what New accepts and where a call then goes.
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

// TestBadOptions refuses at New, names the option, and lists every fault at once.
func TestBadOptions(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, field string
		opt         customers.Option
	}{
		{"empty key", "apiKey", customers.WithAPIKey("")},
		{"key with line feed", "apiKey", customers.WithAPIKey("secret\n")},
		{"key with carriage return", "apiKey", customers.WithAPIKey("sec\rret")},
		{"key with space", "apiKey", customers.WithAPIKey("sec ret")},
		{"key not ASCII", "apiKey", customers.WithAPIKey("secrét")},
		{"nil source", "apiKey", customers.WithAPIKeySource(nil)},
		{"key header", "apiKeyHeader", customers.WithAPIKeyHeader("")},
		{"managed key header", "apiKeyHeader", customers.WithAPIKeyHeader("Host")},
		{"header name", "header a b", customers.WithHeader("a b", "")},
		{"header value", "header A", customers.WithHeader("A", "x\ny")},
		{"managed header", "header Content-Length", customers.WithHeader("Content-Length", "1")},
		{"user agent header", "header User-Agent", customers.WithHeader("User-Agent", "me")},
		{"key as header", "header X-Api-Key", customers.WithHeader("x-api-key", "other")},
		{"nil HTTP client", "httpClient", customers.WithHTTPClient(nil)},
		{"negative timeout", "timeout", customers.WithTimeout(-time.Second)},
		{"empty user agent", "userAgent", customers.WithUserAgent("")},
		{"user agent with line break", "userAgent", customers.WithUserAgent("a\r\nb: c")},
		{"no bytes", "maxResponseBytes", customers.WithMaxResponseBytes(0)},
		{"nil option", "options[1]", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := customers.New("https://h", customers.WithAPIKey(testKey), tc.opt)
			wantSentinel(t, err, customers.ErrInvalidArgument)
			e := asError(t, err)
			if e.Op != "New" || len(e.Fields) != 1 || e.Fields[0].Field != tc.field {
				t.Errorf("fields = %+v, want %q", e.Fields, tc.field)
			}
			if strings.Contains(oneLineOf(t, err), "sec") {
				t.Errorf("the error shows the key: %v", err)
			}
		})
	}
	_, err := customers.New("ftp://h", customers.WithTimeout(-1))
	if e := asError(t, err); len(e.Fields) != 3 { // baseURL, timeout, apiKey
		t.Errorf("fields = %+v, want all three faults", e.Fields)
	}
}

func TestNewFromEnv(t *testing.T) {
	for _, tc := range []struct {
		name, base, key string
		opts            []customers.Option
		fields          []string
	}{
		{"both", "https://h", testKey, nil, nil},
		{"no base URL", "", testKey, nil, []string{"LEDGERLINK_BASE_URL"}},
		{"bad base URL", "ftp://h", testKey, nil, []string{"LEDGERLINK_BASE_URL"}},
		{"no key", "https://h", "", nil, []string{"apiKey"}},
		{"neither", "", "", nil, []string{"LEDGERLINK_BASE_URL", "apiKey"}},
		{"bad key", "https://h", "a\n", nil, []string{"apiKey"}},
		{"option wins", "https://h", "a\n", []customers.Option{customers.WithAPIKey(testKey)}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Setenv("LEDGERLINK_BASE_URL", tc.base)
			t.Setenv("LEDGERLINK_API_KEY", tc.key)
			client, err := customers.NewFromEnv(tc.opts...)
			if tc.fields == nil {
				if client == nil || err != nil {
					t.Errorf("%v, %v", client, err)
				}
				return
			}
			wantSentinel(t, err, customers.ErrInvalidArgument)
			e := asError(t, err)
			var got []string
			for _, f := range e.Fields {
				got = append(got, f.Field)
			}
			if strings.Join(got, " ") != strings.Join(tc.fields, " ") || e.Op != "NewFromEnv" {
				t.Errorf("fields %v, want %v", got, tc.fields)
			}
			if tc.key == "" && !strings.Contains(err.Error(), "LEDGERLINK_API_KEY") {
				t.Errorf("error = %v, want the variable's name", err)
			}
		})
	}
}

// TestOptionsReachTheWire has one request show every option that a server can see.
func TestOptionsReachTheWire(t *testing.T) {
	t.Parallel()
	var got http.Header
	echo := func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		answer(200, jsonType, documented)(w, r)
	}
	client := server(t, echo,
		customers.WithHeader("Authorization", "Bearer jwt"),
		customers.WithHeader("x-tenant", "first"),
		customers.WithUserAgent("billing/1.4"),
	)
	_, err := client.Get(t.Context(), "a", customers.WithRequestHeader("x-tenant", "second"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Authorization": "Bearer jwt", "X-Tenant": "second", "X-Api-Key": testKey, "Accept": jsonType,
	} {
		if strings.Join(got.Values(name), ",") != want {
			t.Errorf("%s: %q, want %q", name, got.Values(name), want)
		}
	}
	if ua := got.Get("User-Agent"); !strings.HasPrefix(ua, "billing/1.4 link-sdk-go/") {
		t.Errorf("User-Agent: %q", ua)
	}
	derived, err := client.With(customers.WithHeader("x-tenant", "third"))
	if err != nil {
		t.Fatal(err)
	}
	for c, want := range map[*customers.Client]string{derived: "third", client: "first"} {
		if _, err := c.Get(t.Context(), "a"); err != nil || got.Get("X-Tenant") != want {
			t.Errorf("x-tenant %q (%v), want %q", got.Get("X-Tenant"), err, want)
		}
	}
	if _, err := client.With(customers.WithAPIKey("")); !errors.Is(err, customers.ErrInvalidArgument) {
		t.Errorf("With of a bad option: %v", err)
	}
}

// TestKeySource asks for a fresh key on each call, with the call's context, in the header that was chosen.
func TestKeySource(t *testing.T) {
	t.Parallel()
	type ctxKey struct{}
	keys := []string{"key-number-one", "key-number-two", ""}
	errVault := errors.New("the vault is sealed")
	var got []string
	client := newClient(t, "https://h",
		customers.WithAPIKeyHeader("x-partner-key"),
		customers.WithAPIKeySource(func(ctx context.Context) (string, error) {
			if ctx.Value(ctxKey{}) != "here" {
				t.Error("the source did not get the call's context")
			}
			if len(keys) == 0 {
				return "", errVault
			}
			key := keys[0]
			keys = keys[1:]
			return key, nil
		}),
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			got = append(got, r.Header.Get("X-Partner-Key"))
			if r.Header.Get("X-Api-Key") != "" {
				t.Error("the key is in the default header too")
			}
			return &http.Response{StatusCode: 204, Body: http.NoBody}, nil
		})}),
	)
	ctx := context.WithValue(t.Context(), ctxKey{}, "here")
	for range 2 {
		if err := client.Delete(ctx, "a"); err != nil {
			t.Error(err)
		}
	}
	if strings.Join(got, " ") != "key-number-one key-number-two" {
		t.Errorf("keys on the wire: %v", got)
	}
	err := client.Delete(ctx, "a")
	wantSentinel(t, err, customers.ErrInvalidArgument)
	err = client.Delete(ctx, "a")
	wantSentinel(t, err, customers.ErrTransport)
	if !errors.Is(err, errVault) || errors.Is(err, customers.ErrOutcomeUnknown) || len(got) != 2 {
		t.Errorf("a failing source: %v", err)
	}
}

// TestHTTPClientIsCopied uses the caller's Transport, Jar and Timeout and changes nothing of them.
func TestHTTPClientIsCopied(t *testing.T) {
	t.Parallel()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var cookies []string
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		cookies = append(cookies, r.Header.Get("Cookie"))
		http.SetCookie(w, &http.Cookie{Name: "affinity", Value: "node-7", Path: "/"})
		w.WriteHeader(http.StatusNoContent)
	})
	hc := &http.Client{Jar: jar, Timeout: 5 * time.Second}
	client, err = client.With(customers.WithHTTPClient(hc))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := client.Delete(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Join(cookies, ",") != ",affinity=node-7" {
		t.Errorf("cookies on the wire: %q", cookies)
	}
	if hc.Transport != nil || hc.CheckRedirect != nil || hc.Timeout != 5*time.Second {
		t.Errorf("the caller's client was changed: %+v", hc)
	}
}
