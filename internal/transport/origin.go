package transport

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

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
