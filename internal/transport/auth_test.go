package transport

import (
	"context"
	"net/http"
	"net/url"
	"testing"
)

// TestKeyIsForOneOrigin asks for the key to be attached to requests that no method builds today.
func TestKeyIsForOneOrigin(t *testing.T) {
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
	for target, want := range map[string]bool{
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
		key, err := tr.keyFor(t.Context(), u)
		if got := key != ""; got != want || (err == nil) != want {
			t.Errorf("%s: key given = %v (%v), want %v", target, got, err, want)
		}
	}
}
