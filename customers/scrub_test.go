package customers_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestScrub_CredentialHeaders sends credentials in several headers. A server repeats them, and the error has none.
func TestScrub_CredentialHeaders(t *testing.T) {
	t.Parallel()
	const secret = "secret-0123456789"
	for header, value := range map[string]string{
		"Authorization": secret, "Proxy-Authorization": "Basic " + secret, "Cookie": secret,
	} {
		client := newClient(t, "https://h", customers.WithHeader(header, value),
			customers.WithHTTPClient(&http.Client{Transport: roundTripper(bodyOf(400, `{"message":"bad `+secret+`"}`))}))
		e := asError(t, client.Delete(t.Context(), "a"))
		if want := "bad [REDACTED]"; e.Message != want {
			t.Errorf("%s: Message = %q, want %q", header, e.Message, want)
		}
		if strings.Contains(string(e.Body), secret) {
			t.Errorf("%s: Body = %s, want the secret redacted", header, e.Body)
		}
	}
}

// TestScrub_ShortKey does not redact a key so short that it can be a part of any word.
func TestScrub_ShortKey(t *testing.T) {
	t.Parallel()
	client := newClient(t, "https://h", customers.WithAPIKey("api"),
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(bodyOf(400, `{"message":"api changed"}`))}))
	e := asError(t, client.Delete(t.Context(), "a"))
	if want := "api changed"; e.Message != want {
		t.Errorf("Message = %q, want %q", e.Message, want)
	}
}

// TestScrub_URL has a RoundTripper that writes the URL or its path into its error. The path template replaces them,
// because they contain the id.
func TestScrub_URL(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]func(*url.URL) string{
		"URL":          (*url.URL).String,
		"escaped path": (*url.URL).EscapedPath,
		"path":         func(u *url.URL) string { return u.Path },
	} {
		client := newClient(t, "https://h"+basePath,
			customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				return nil, errors.New("cannot send " + text(r.URL) + " now")
			})}))
		err := client.Delete(t.Context(), "alice and bob")
		if strings.Contains(err.Error(), "alice") {
			t.Errorf("%s: Error() = %q, want the id replaced", name, err)
		}
		if want := "cannot send /api/v1/account-manager/customers/{id} now"; !strings.Contains(err.Error(), want) {
			t.Errorf("%s: Error() = %q, want %q in it", name, err, want)
		}
	}
}

// TestScrub_PathWithoutID keeps a path that contains no id, with the prefix of the base URL.
func TestScrub_PathWithoutID(t *testing.T) {
	t.Parallel()
	client := newClient(t, "https://h"+basePath,
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			return nil, errors.New("cannot send " + r.URL.Path)
		})}))
	_, err := client.List(t.Context())
	if want := "cannot send " + basePath + "/api/v1/account-manager/customers"; !strings.Contains(err.Error(), want) {
		t.Errorf("Error() = %q, want %q in it", err, want)
	}
}

// TestScrub_HeaderIsCopy redacts the key in the headers of the error, and not in those that the RoundTripper returned.
func TestScrub_HeaderIsCopy(t *testing.T) {
	t.Parallel()
	header := http.Header{"X-Key": {testKey}}
	client := newClient(t, "https://h",
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 400, Header: header, Body: http.NoBody}, nil
		})}))
	e := asError(t, client.Delete(t.Context(), "a"))
	if got, want := e.Header.Get("X-Key"), "[REDACTED]"; got != want {
		t.Errorf("header of the error = %q, want %q", got, want)
	}
	if got := header.Get("X-Key"); got != testKey {
		t.Errorf("header of the response = %q, want it unchanged", got)
	}
}
