package transport

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
)

const (
	// Redacted replaces a secret.
	Redacted = "[REDACTED]"
	// minSecretBytes is the shortest secret that is redacted: replacing a shorter one would garble other text.
	minSecretBytes = 8
)

// appendSecrets adds what must not be repeated: the key, and the credentials that the caller set as headers.
func appendSecrets(secrets []string, key string, h http.Header) []string {
	add := func(s string) {
		if len(s) >= minSecretBytes {
			secrets = append(secrets, s)
		}
	}
	add(key)
	for _, name := range [...]string{"Authorization", "Proxy-Authorization", "Cookie"} {
		for _, v := range h[name] {
			_, token, found := strings.Cut(v, " ")
			if !found {
				token = v
			}
			add(token)
		}
	}
	return secrets
}

// Scrub replaces the call's secrets in s. Servers do repeat a key ("no such key: …").
func (res *Result) Scrub(s string) string {
	for _, secret := range res.secrets {
		s = strings.ReplaceAll(s, secret, Redacted)
	}
	return s
}

// scrubbedError is an error whose text is safe to show.
type scrubbedError struct {
	text string
	err  error
}

func (e *scrubbedError) Error() string { return e.text }
func (e *scrubbedError) Unwrap() error { return e.err }

// scrubError removes the call's secrets from the text of err, and replaces the URL and its path, which have an id in
// them, by the path template: an http.Client used as a RoundTripper writes the URL into its errors, and other
// RoundTrippers write the whole request.
func (res *Result) scrubError(err error, u *url.URL, route string) error {
	text := err.Error()
	clean := strings.ReplaceAll(res.Scrub(text), u.String(), route)
	if !strings.HasSuffix(u.Path, route) { // a path without an id is its own template
		clean = strings.ReplaceAll(clean, u.EscapedPath(), route)
		clean = strings.ReplaceAll(clean, u.Path, route)
	}
	if clean == text {
		return err
	}
	return &scrubbedError{clean, err}
}

// ScrubBytes returns b without the call's secrets, and without the beginning of a secret at its end, where b was cut.
func (res *Result) ScrubBytes(b []byte) []byte {
	for _, secret := range res.secrets {
		if bytes.Contains(b, []byte(secret)) {
			b = bytes.ReplaceAll(b, []byte(secret), []byte(Redacted))
		}
		for n := len(secret) - 1; n >= minSecretBytes; n-- {
			if bytes.HasSuffix(b, []byte(secret[:n])) {
				b = append(b[:len(b)-n:len(b)-n], Redacted...)
				break
			}
		}
	}
	return b
}

// ScrubHeader returns h without the call's secrets.
func (res *Result) ScrubHeader(h http.Header) http.Header {
	clean := h
	for name, values := range h {
		for i, v := range values {
			s := res.Scrub(v)
			if s == v {
				continue
			}
			clean = clean.Clone()
			clean[name][i] = s
		}
	}
	return clean
}
