package customers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestNew_InvalidOptions has one invalid option per row: the error names it in Fields.
func TestNew_InvalidOptions(t *testing.T) {
	t.Parallel()
	nothing := func(http.RoundTripper) http.RoundTripper { return nil }
	same := func(next http.RoundTripper) http.RoundTripper { return next }
	for _, tc := range []struct {
		name, field string
		opt         customers.Option
	}{
		{"empty key", "apiKey", customers.WithAPIKey("")},
		{"key with line feed", "apiKey", customers.WithAPIKey("secret\n")},
		{"key with carriage return", "apiKey", customers.WithAPIKey("sec\rret")},
		{"key with spaces around", "apiKey", customers.WithAPIKey(" secret ")},
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
		{"negative attempt timeout", "attemptTimeout", customers.WithAttemptTimeout(-time.Second)},
		{"negative attempts", "retry.MaxAttempts", customers.WithRetry(customers.RetryPolicy{MaxAttempts: -1})},
		{"negative base delay", "retry.BaseDelay", customers.WithRetry(customers.RetryPolicy{BaseDelay: -1})},
		{"negative maximum delay", "retry.MaxDelay", customers.WithRetry(customers.RetryPolicy{MaxDelay: -1})},
		{"negative elapsed time", "retry.MaxElapsed", customers.WithRetry(customers.RetryPolicy{MaxElapsed: -1})},
		{"nil limiter", "limiter", customers.WithLimiter(nil)},
		{"empty user agent", "userAgent", customers.WithUserAgent("")},
		{"user agent with line break", "userAgent", customers.WithUserAgent("a\r\nb: c")},
		{"zero bytes", "maxResponseBytes", customers.WithMaxResponseBytes(0)},
		{"zero bytes of a list", "maxListBytes", customers.WithMaxListBytes(0)},
		{"nil observer", "observer", customers.WithObserver(nil)},
		{"nil logger", "logger", customers.WithLogger(nil)},
		{"nil middleware", "middleware", customers.WithMiddleware(nil)},
		{"middleware that returns nil", "middleware[0]", customers.WithMiddleware(nothing)},
		{"middlewares, the second returns nil", "middleware[1]", customers.JoinOptions(
			customers.WithMiddleware(same), customers.WithMiddleware(nothing), tap(func(*http.Request) {}))},
		{"nil option", "options[1]", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := customers.New("https://h", customers.WithAPIKey(testKey), tc.opt)
			wantSentinel(t, err, customers.ErrInvalidArgument)
			e := asError(t, err)
			if e.Op != "New" {
				t.Errorf("Op = %q, want New", e.Op)
			}
			if diff := cmp.Diff([]string{tc.field}, fieldNames(e)); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
			if strings.Contains(oneLineOf(t, err), "sec") {
				t.Errorf("the error contains the key: %v", err)
			}
		})
	}
}

func TestNew_ReportsAllProblems(t *testing.T) {
	t.Parallel()
	_, err := customers.New("ftp://h", customers.WithTimeout(-1))
	if diff := cmp.Diff([]string{"baseURL", "timeout", "apiKey"}, fieldNames(asError(t, err))); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

// fieldNames returns the names of the fields that an error reports.
func fieldNames(e *customers.Error) []string {
	names := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		names[i] = f.Field
	}
	return names
}

// TestNewFromEnv names the variable, not the option, in each problem of its value.
func TestNewFromEnv(t *testing.T) {
	for _, tc := range []struct {
		name, base, key string
		opts            []customers.Option
		want            string // the problems
	}{
		{"both", "https://h", testKey, nil, ""},
		{"option instead of the variable", "https://h", "", []customers.Option{customers.WithAPIKey(testKey)}, ""},
		{"option replaces the variable", "https://h", "a\n", []customers.Option{customers.WithAPIKey(testKey)}, ""},
		{"no base URL", "", testKey, nil, "LEDGERLINK_BASE_URL must not be empty"},
		{"base URL without scheme", "h:8080", testKey, nil, "LEDGERLINK_BASE_URL must start with https:// or http://"},
		{"base URL with line feed", "https://h\n", testKey, nil, "LEDGERLINK_BASE_URL must not end with a line break"},
		{
			"plain http", "http://h", testKey, nil,
			"LEDGERLINK_BASE_URL must be https: plain http exposes the API key on the network (WithInsecureHTTP allows it)",
		},
		{"no key", "https://h", "", nil, "LEDGERLINK_API_KEY must not be empty"},
		{
			"neither", "", "", nil,
			"LEDGERLINK_BASE_URL must not be empty; LEDGERLINK_API_KEY must not be empty",
		},
		{"key with line feed", "https://h", "a\n", nil, "LEDGERLINK_API_KEY must not end with a line break"},
		{"key with space", "https://h", " a", nil, "LEDGERLINK_API_KEY must not begin or end with a space or a line break"},
		{
			"key of an option", "https://h", "a\n",
			[]customers.Option{customers.WithAPIKey("b\n")},
			"apiKey must not end with a line break",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Setenv("LEDGERLINK_BASE_URL", tc.base)
			t.Setenv("LEDGERLINK_API_KEY", tc.key)
			client, err := customers.NewFromEnv(tc.opts...)
			if tc.want == "" {
				if err != nil {
					t.Errorf("NewFromEnv: %v", err)
				}
				if client == nil {
					t.Error("NewFromEnv returns no client")
				}
				return
			}
			wantSentinel(t, err, customers.ErrInvalidArgument)
			e := asError(t, err)
			if e.Op != "NewFromEnv" {
				t.Errorf("Op = %q, want NewFromEnv", e.Op)
			}
			if diff := cmp.Diff(tc.want, e.Message); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
		})
	}
}

// TestWith derives a client with another header: it sends the new value, the original client still the old one.
func TestWith(t *testing.T) {
	t.Parallel()
	original, service := scripted(t, []step{ok}, customers.WithHeader("x-tenant", "first"))
	derived, err := original.With(customers.WithHeader("x-tenant", "second"))
	if err != nil {
		t.Fatal(err)
	}
	for _, client := range []*customers.Client{derived, original} {
		if _, err := client.Get(t.Context(), "customer-id"); err != nil {
			t.Fatal(err)
		}
	}
	got := []string{service.seen[0].Header.Get("X-Tenant"), service.seen[1].Header.Get("X-Tenant")}
	if diff := cmp.Diff([]string{"second", "first"}, got); diff != "" {
		t.Errorf("X-Tenant of the derived and the original client (-want +got):\n%s", diff)
	}

	_, err = original.With(customers.WithAPIKey(""))
	wantSentinel(t, err, customers.ErrInvalidArgument)
}
