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

// KeySource returns the API key for one attempt. A closure, so that no dump of a client can print the key.
type KeySource func(context.Context) (string, error)

// ErrInvalidKey marks a key that no HTTP header can carry.
var ErrInvalidKey = errors.New("invalid API key")

// ErrKeySource marks a failure of the caller's key source.
var ErrKeySource = errors.New("API key source failed")

// keyFor asks for the key, if the request goes to the base URL's origin and nowhere else.
func (t *Transport) keyFor(ctx context.Context, u *url.URL) (string, error) {
	if err := t.origin.holds(u); err != nil {
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

// CheckKey says why key cannot be used, or "". It never repeats the key.
func CheckKey(key string) string {
	if key == "" {
		return "must not be empty"
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

// Origin is scheme, host and port (RFC 6454 section 4), the port always written out.
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

// errOtherOrigin marks a request that would have carried the key away.
var errOtherOrigin = errors.New("refused to send the API key to another origin")

// holds says that u is of another origin, or returns nil.
func (o Origin) holds(u *url.URL) error {
	if got := OriginOf(u); got != o {
		return fmt.Errorf("%w: %s, not %s", errOtherOrigin, got, o)
	}
	return nil
}

func (o Origin) String() string { return o.Scheme + "://" + o.Host + ":" + o.Port }

// IsLoopback reports whether the origin's host is this machine: localhost (RFC 6761 section 6.3) or a loopback address.
func (o Origin) IsLoopback() bool {
	if o.Host == "localhost" || strings.HasSuffix(o.Host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(o.Host)
	return err == nil && addr.IsLoopback()
}

// guard stands below the caller's middleware, and lets nothing through to another origin: the request that auth.go let
// pass has the key in it, and a middleware can have changed where it goes.
type guard struct {
	next   http.RoundTripper
	origin Origin
}

// Guard returns a RoundTripper that sends to the base URL's origin only, by next.
func Guard(next http.RoundTripper, base *url.URL) http.RoundTripper {
	return &guard{next: next, origin: OriginOf(base)}
}

// RoundTrip implements http.RoundTripper, which closes the body of a request that it refuses.
func (g *guard) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := g.origin.holds(req.URL); err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // nothing was read of it
		}
		return nil, err
	}
	return g.next.RoundTrip(req)
}
