package customers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// FuzzBaseURL makes a client with any base URL. One that is accepted leads to its own host, under its own path.
func FuzzBaseURL(f *testing.F) {
	for _, raw := range []string{
		"https://api.ledgerlink.ai", "https://h/", "https://h/a/b/", "HTTPS://H:443/a", "http://127.0.0.1:8080", "http://[::1]:80/x",
		"https://h/%2e%2e/x", "https://h//a", "https://h/a%2Fb", "https://h?x", "https://h/#", "https://u:p@h", "https:h", "//h", "",
		"https://h:99999", "https://h:", "https://[fe80::1%25en0]/", "https://h/a b", "https://h/ü", "https://ü/", "https://h/;x", "https://h/a?",
		`https://h\@evil`, "https://h/%zz", "https://%68/", "https://h%2fevil/", "ftp://h", "https://h/..", "https://h/a:b", "https://h /",
	} {
		f.Add(raw)
	}
	var seen []*url.URL
	transport := roundTripper(func(r *http.Request) (*http.Response, error) {
		seen = append(seen, r.URL)
		return ok(r)
	})
	f.Fuzz(func(t *testing.T, raw string) {
		seen = nil
		client, err := customers.New(raw, customers.WithAPIKey(testKey), customers.WithInsecureHTTP(),
			customers.WithHTTPClient(&http.Client{Transport: transport}))
		if err != nil {
			wantSentinel(t, err, customers.ErrInvalidArgument)
			oneLineOf(t, err)
			return
		}
		base, err := url.Parse(raw)
		if err != nil {
			t.Fatalf("accepted, although %v", err)
		}
		if _, err := client.Addresses(t.Context(), "a/b"); err != nil || len(seen) != 1 {
			t.Fatalf("%d requests, then %v", len(seen), err)
		}
		u := seen[0]
		if u.Scheme != base.Scheme || u.Host != strings.TrimSuffix(base.Host, ":") || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
			t.Errorf("the call went to %s, not under %s", u, base)
		}
		const operationPath = "/api/v1/account-manager/customers/a%2Fb/accounts/addresses"
		if path, found := strings.CutSuffix(u.EscapedPath(), operationPath); !found || strings.Count(path, "/") > strings.Count(base.EscapedPath(), "/") {
			t.Errorf("the call went to the path %s, not under %s", u.EscapedPath(), base)
		}
	})
}
