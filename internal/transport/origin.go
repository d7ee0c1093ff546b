package transport

import (
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

func (o Origin) String() string { return o.Scheme + "://" + o.Host + ":" + o.Port }

// IsLoopback reports whether the origin's host is this machine: localhost (RFC 6761 section 6.3) or a loopback address.
func (o Origin) IsLoopback() bool {
	if o.Host == "localhost" || strings.HasSuffix(o.Host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(o.Host)
	return err == nil && addr.IsLoopback()
}
