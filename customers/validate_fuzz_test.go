package customers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

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

// FuzzID: for any string the server sees exactly that id in one segment, or the call is refused before I/O.
func FuzzID(f *testing.F) {
	for _, id := range []string{
		"customer-id", "", ".", "..", "a/b", "a%2Fb", "%2e%2e", "../x", "a?b", "a#b", "a b", "a+b", "ü", "a\x00", "a\xff",
		"%", ";", ":", "//host/x", `\`, "a\u2028", "*", "a:b", "@", strings.Repeat("x", 512), strings.Repeat("x", 513),
	} {
		f.Add(id)
	}
	var seen []string
	client := server(f, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, segment(r.URL))
		respond(404, jsonType, `{"statusCode":404,"message":"Customer not found"}`)(w, r)
	})
	f.Fuzz(func(t *testing.T, id string) {
		seen = nil
		_, getErr := client.Get(t.Context(), id)
		_, updateErr := client.Update(t.Context(), id, customers.UpdateParams{Status: customers.StatusActive})
		deleteErr := client.Delete(t.Context(), id)
		_, addressesErr := client.Addresses(t.Context(), id)
		errs := []error{getErr, updateErr, deleteErr, addressesErr}
		if len(seen) == 0 {
			for _, err := range errs {
				wantSentinel(t, err, customers.ErrInvalidArgument)
				if e := asError(t, err); len(e.Fields) != 1 || e.Fields[0].Field != "id" {
					t.Errorf("fields = %+v, want id", e.Fields)
				}
			}
			if wellFormed := id != "" && id != "." && id != ".." && len(id) <= 512 && utf8.ValidString(id) &&
				!strings.ContainsFunc(id, func(r rune) bool { return r < ' ' || r == 0x7f }); wellFormed {
				t.Errorf("id %q was refused: %v", id, getErr)
			}
			return
		}
		if len(seen) != len(errs) {
			t.Fatalf("the server saw %d requests, want %d", len(seen), len(errs))
		}
		for i, err := range errs {
			wantSentinel(t, err, customers.ErrNotFound)
			if seen[i] != id {
				t.Errorf("the server saw id %q, want %q", seen[i], id)
			}
		}
	})
}

// segment returns the one path segment that stands for the id, or what is wrong with the path. It takes the path apart
// itself: net/http's ServeMux treats an escaped slash alone as the end of the path.
func segment(u *url.URL) string {
	path, ok := strings.CutPrefix(u.EscapedPath(), "/api/v1/account-manager/customers/")
	path = strings.TrimSuffix(path, "/accounts/addresses")
	id, err := url.PathUnescape(path)
	if !ok || err != nil || strings.Contains(path, "/") || u.RawQuery != "" {
		return "not one segment: " + u.String()
	}
	return id
}
