package customers

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// WithMiddleware wraps what sends the HTTP requests: wrap gets the next RoundTripper and returns its own, once for each
// client that [New] or [Client.With] makes. That runs once per HTTP exchange, retries included, below all the rules of
// this package: the request has its headers and the API key, the attempt's timeout is in its context, and
// [OperationFromContext] tells what it is for. Of several the first is outermost.
//
// A RoundTripper must not change the request that it gets (see net/http): clone it to set a header. Whatever it does, a
// request to another origin than the base URL's is refused below the last middleware, because it carries the key. The
// call then fails with [ErrTransport], as for every error that a middleware returns. A nil wrap, or one that returns
// nil, is [ErrInvalidArgument].
func WithMiddleware(wrap func(next http.RoundTripper) http.RoundTripper) Option {
	return func(s *settings) {
		if wrap == nil {
			s.refuse("middleware", "must not be nil")
			return
		}
		s.middleware = append(slices.Clip(s.middleware), wrap) // clients derived from one share no memory
	}
}

// OperationFromContext returns the operation, and which attempt of it, that a context belongs to: that of a request in
// a middleware or a RoundTripper, and those that a [Limiter] and a key source get. ok is false for any other context.
func OperationFromContext(ctx context.Context) (op Operation, ok bool) {
	found, ok := transport.OperationFromContext(ctx)
	return Operation(found), ok
}

// wrapped returns the HTTP client with the middleware around its Transport, which derived clients wrap anew.
func (s *settings) wrapped() *http.Client {
	if len(s.middleware) == 0 {
		return s.http
	}
	hc := copyHTTPClient(s.http)
	hc.Transport = transport.Guard(hc.Transport, s.baseURL)
	for i, wrap := range slices.Backward(s.middleware) {
		rt := wrap(hc.Transport)
		if rt == nil {
			s.refuse(fmt.Sprintf("middleware[%d]", i), "must not return nil")
			continue
		}
		hc.Transport = rt
	}
	return hc
}
