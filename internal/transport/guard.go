package transport

import (
	"net/http"
	"net/url"
)

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
