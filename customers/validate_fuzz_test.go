package customers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
)

// FuzzBaseURL creates a client with any base URL. If New accepts it, requests go to its host and below its path.
func FuzzBaseURL(f *testing.F) {
	for _, raw := range []string{
		"https://api.ledgerlink.ai", "https://h/", "https://h/a/b/", "HTTPS://H:443/a", "http://127.0.0.1:8080",
		"http://[::1]:80/x", "https://h/%2e%2e/x", "https://h//a", "https://h/a%2Fb", "https://h?x", "https://h/#",
		"https://u:p@h", "https:h", "//h", "", "https://h:99999", "https://h:", "https://[fe80::1%25en0]/",
		"https://h/a b", "https://h/ü", "https://ü/", "https://h/;x", "https://h/a?", `https://h\@evil`, "https://h/%zz",
		"https://%68/", "https://h%2fevil/", "ftp://h", "https://h/..", "https://h/a:b", "https://h /",
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
			t.Fatalf("New accepts a base URL that net/url does not: %v", err)
		}
		if _, err := client.Addresses(t.Context(), "a,b"); err != nil {
			t.Fatal(err)
		}
		if len(seen) != 1 {
			t.Fatalf("%d requests, want 1", len(seen))
		}
		u := seen[0]
		got := url.URL{
			Scheme: u.Scheme, User: u.User, Host: u.Host,
			RawQuery: u.RawQuery, ForceQuery: u.ForceQuery, Fragment: u.Fragment,
		}
		want := url.URL{Scheme: base.Scheme, Host: strings.TrimSuffix(base.Host, ":")}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(url.Userinfo{})); diff != "" {
			t.Errorf("the request goes to %s, not below %s (-want +got):\n%s", u, base, diff)
		}
		path, found := strings.CutSuffix(u.EscapedPath(), "/api/v1/account-manager/customers/a%2Cb/accounts/addresses")
		if !found {
			t.Errorf("the path is %s, want that of the operation at its end", u.EscapedPath())
		}
		if strings.Count(path, "/") > strings.Count(base.EscapedPath(), "/") {
			t.Errorf("the path %s has more segments than that of %s", u.EscapedPath(), base)
		}
	})
}

// FuzzID calls the methods with any id. If the spec's pattern allows the id and it has at most 512 bytes, the server
// receives exactly that id as one segment of the path. Otherwise, all calls fail before any I/O.
func FuzzID(f *testing.F) {
	for _, id := range []string{
		"customer-id", "", ".", "..", "a/b", "a%2Fb", "%2e%2e", "../x", "a?b", "a#b", "a b", "a+b", "ü", "a\x00", "a\xff",
		"%", ";", ":", "//host/x", `\`, "a\u2028", "*", "a:b", "@", "...", "....", ".a", "..a", "a.",
		". ", strings.Repeat("x", 512), strings.Repeat("x", 513),
	} {
		f.Add(id)
	}
	pattern := regexp.MustCompile(components(f).Parameters["CustomerID"].Value.Schema.Value.Pattern)
	var seen []*url.URL
	client := server(f, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.URL)
		respond(404, jsonType, `{"statusCode":404,"message":"Customer not found"}`)(w, r)
	})
	f.Fuzz(func(t *testing.T, id string) {
		seen = nil
		ops := operationsWithID()
		errs := make([]error, 0, len(ops))
		for _, op := range ops {
			errs = append(errs, op.callWith(t.Context(), client, apicalls.Target{ID: id}))
		}
		// Go's regular expressions read an invalid byte as a character.
		valid := pattern.MatchString(id) && len(id) <= 512 && utf8.ValidString(id)
		if !valid {
			for _, err := range errs {
				wantSentinel(t, err, customers.ErrInvalidArgument)
				if fields := fieldNames(asError(t, err)); !slices.Equal(fields, []string{"id"}) {
					t.Errorf("fields = %q, want id", fields)
				}
			}
			if len(seen) > 0 {
				t.Errorf("the invalid id %q is sent in %d requests", id, len(seen))
			}
			return
		}
		if len(seen) != len(errs) {
			t.Fatalf("the server receives %d requests, want %d", len(seen), len(errs))
		}
		for i, err := range errs {
			wantSentinel(t, err, customers.ErrNotFound)
			if got := segment(seen[i], ops[i].route); got != id {
				t.Errorf("%s: the server receives the id %q, want %q", ops[i].name, got, id)
			}
		}
	})
}

// segment returns the path segment of the id, or the URL if the path is not one of the route.
func segment(u *url.URL, route string) string {
	before, after, _ := strings.Cut(route, "{id}")
	path, ok := strings.CutPrefix(u.EscapedPath(), before)
	path, ends := strings.CutSuffix(path, after)
	id, err := url.PathUnescape(path)
	if !ok || !ends || err != nil || strings.Contains(path, "/") || u.RawQuery != "" {
		return "not one segment: " + u.String()
	}
	return id
}
