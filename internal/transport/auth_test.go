package transport

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"
)

// TestKeyFor_Origin checks that only the origin of the base URL gets the key. It is in this package because no method
// of the client builds a request to another origin.
func TestKeyFor_Origin(t *testing.T) {
	t.Parallel()
	base, err := url.Parse("https://Api.Example/prefix/")
	if err != nil {
		t.Fatal(err)
	}
	tr, err := New(Config{
		HTTP:      &http.Client{},
		BaseURL:   base,
		KeyHeader: "X-Api-Key",
		Key:       func(context.Context) (string, error) { return "the-key", nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	for target, sameOrigin := range map[string]bool{
		"https://api.example/x":                true,
		"https://API.EXAMPLE:443/x":            true,
		"http://api.example/x":                 false,
		"https://api.example:8443/x":           false,
		"https://api.example.evil.example/x":   false,
		"https://evil.example/api.example":     false,
		"https://api.example@evil.example/":    false,
		"https://evil.example/?https://api.ex": false,
	} {
		u, err := url.Parse(target)
		if err != nil {
			t.Fatal(err)
		}
		key, err := tr.keyFor(t.Context(), &exchange{req: &http.Request{URL: u}})
		if got := key != ""; got != sameOrigin {
			t.Errorf("%s: key = %q, want a key: %v", target, key, sameOrigin)
		}
		if sameOrigin && err != nil {
			t.Errorf("%s: %v", target, err)
		}
		if !sameOrigin && !errors.Is(err, errOtherOrigin) {
			t.Errorf("%s: error = %v, want %v", target, err, errOtherOrigin)
		}
	}
}
