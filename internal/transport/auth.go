package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

var (
	// ErrInvalidKey marks a key that no HTTP header can carry.
	ErrInvalidKey = errors.New("invalid API key")
	// ErrKeySource marks a failure of the caller's key source.
	ErrKeySource = errors.New("API key source failed")
)

// keyFor returns the key for a request to u, which must be at the base URL's origin.
func (t *Transport) keyFor(ctx context.Context, u *url.URL) (string, error) {
	if err := t.origin.check(u); err != nil {
		return "", err
	}
	key, err := t.cfg.Key(ctx)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrKeySource, err)
	}
	if reason := CheckKey(key); reason != "" {
		return "", fmt.Errorf("%w: %s", ErrInvalidKey, reason)
	}
	return key, nil
}

// CheckKey returns why key cannot be used, or "". The reason never repeats the key.
func CheckKey(key string) string {
	if key == "" {
		return "must not be empty"
	}
	if reason := CheckSpaceAround(key); reason != "" {
		return reason
	}
	for i := range len(key) {
		switch c := key[i]; {
		case c == '\r' || c == '\n':
			return "must not contain a line break"
		case c <= ' ' || c > '~':
			return "must be printable ASCII without spaces"
		}
	}
	return ""
}

// CheckSpaceAround returns why s cannot be used if white space is around it, or "". A value that is read from a file or
// a secret store often ends with a line break.
func CheckSpaceAround(s string) string {
	switch {
	case strings.TrimSpace(s) == s:
		return ""
	case strings.HasSuffix(s, "\n"):
		return "must not end with a line break"
	}
	return "must not begin or end with a space or a line break"
}

// Origin is scheme, host and port (RFC 6454 section 4). The port is always set.
type Origin struct{ Scheme, Host, Port string }

// OriginOf returns the origin of an absolute URL.
func OriginOf(u *url.URL) Origin {
	o := Origin{Scheme: strings.ToLower(u.Scheme), Host: strings.ToLower(u.Hostname()), Port: u.Port()}
	if o.Port == "" {
		switch o.Scheme {
		case "http":
			o.Port = "80"
		case "https":
			o.Port = "443"
		}
	}
	return o
}

// errOtherOrigin marks a request that would have carried the key to another origin.
var errOtherOrigin = errors.New("refused to send the API key to another origin")

// check returns an error if u is at another origin.
func (o Origin) check(u *url.URL) error {
	if got := OriginOf(u); got != o {
		return fmt.Errorf("%w: %s, not %s", errOtherOrigin, got, o)
	}
	return nil
}

func (o Origin) String() string { return o.Scheme + "://" + o.Host + ":" + o.Port }

// IsLoopback reports whether the host is localhost or a loopback address. It is false for names below localhost, which
// resolve to any address that the DNS returns.
func (o Origin) IsLoopback() bool {
	if o.Host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(o.Host)
	return err == nil && addr.IsLoopback()
}

// originGuard is the RoundTripper below the caller's middleware. A middleware can change where a request goes after the
// key was attached, so the guard checks the origin again.
type originGuard struct {
	next   http.RoundTripper
	origin Origin
}

// RoundTrip implements http.RoundTripper. It closes the body of a request that it refuses.
func (g *originGuard) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := g.origin.check(req.URL); err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // nothing of it was read
		}
		return nil, err
	}
	return g.next.RoundTrip(req)
}
