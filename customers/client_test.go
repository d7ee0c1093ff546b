package customers_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestBaseURL shows what New accepts and where a call then goes.
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
// TestKeySource asks for a fresh key on each call, with the call's context, in the header that was chosen.
// TestHTTPClientIsCopied uses the caller's Transport, Jar and Timeout and changes nothing of them.
