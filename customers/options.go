package customers

import (
	"context"
	"net/http"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// Option sets up a client, in [New], [NewFromEnv] and [Client.With]. Of two that set the same thing the later one wins.
type Option func(*settings)

// JoinOptions makes one option of several, applied in their order, for packages that offer what takes more than one.
func JoinOptions(opts ...Option) Option {
	return func(s *settings) { s.run(opts) }
}

// WithAPIKey sets the API key. It is refused when it is empty, has a line break, or is not printable ASCII.
func WithAPIKey(key string) Option {
	return func(s *settings) {
		s.keyFault = transport.CheckKey(key)
		s.key = func(context.Context) (string, error) { return key, nil }
	}
}

// WithAPIKeySource asks source for the key on every attempt, so that a key can be rotated while the client lives. The
// source gets the call's context; cache in it what is slow to get. When it fails, the call fails with [ErrTransport]
// and its error is reachable by errors.Is; a key that no header can carry is [ErrInvalidArgument].
func WithAPIKeySource(source func(ctx context.Context) (string, error)) Option {
	return func(s *settings) {
		s.keyFault = ""
		if source == nil {
			s.keyFault = "source must not be nil"
		}
		s.key = source
	}
}

// WithAPIKeyHeader sets the name of the header that carries the key. The default is X-API-KEY, which the vendor
// documents for its other services only.
func WithAPIKeyHeader(name string) Option {
	return func(s *settings) {
		s.refuse("apiKeyHeader", checkHeaderName(name))
		s.keyHeader = http.CanonicalHeaderKey(name)
	}
}

// WithHeader sets a header of every request, as Authorization with a bearer token beside the API key. Headers that this
// package or HTTP itself manages are refused.
func WithHeader(name, value string) Option {
	return func(s *settings) {
		if reason := checkHeader(name, value); reason != "" {
			s.refuse("header "+name, reason)
			return
		}
		s.header.Set(name, value)
	}
}

// WithHTTPClient uses hc's Transport, Jar and Timeout. hc is copied, not modified. Redirects are never followed,
// whatever its CheckRedirect says. Without a Transport of its own it gets this package's, which keeps 128 idle
// connections.
func WithHTTPClient(hc *http.Client) Option {
	return func(s *settings) {
		if hc == nil {
			s.refuse("httpClient", "must not be nil")
			return
		}
		s.http = copyHTTPClient(hc)
	}
}

// WithTimeout bounds a whole call; the default is 30 s. For All and List it bounds the time to the answer's header. The
// caller's context always counts as well. Zero means no bound but the context's.
func WithTimeout(d time.Duration) Option {
	return func(s *settings) {
		if d < 0 {
			s.refuse("timeout", "must not be negative")
		}
		s.timeout = d
	}
}

// WithAttemptTimeout bounds each HTTP exchange of a call; the default is 10 s. An attempt that runs out of it may be
// retried. Of a list it bounds the time to the header, then each pause: no byte for that long fails the stream. Zero
// means no bound.
func WithAttemptTimeout(d time.Duration) Option {
	return func(s *settings) {
		if d < 0 {
			s.refuse("attemptTimeout", "must not be negative")
		}
		s.attempt = d
	}
}

// WithUserAgent puts product, as in "billing/1.4", before this package's own User-Agent (RFC 9110 section 10.1.5).
func WithUserAgent(product string) Option {
	return func(s *settings) {
		if product == "" {
			s.refuse("userAgent", "must not be empty")
		}
		s.refuse("userAgent", checkHeaderValue(product))
		s.userAgent = product + " " + defaultUserAgent()
	}
}

// WithInsecureHTTP allows an http base URL off loopback. Everyone on the way can then read the API key and the
// customers.
func WithInsecureHTTP() Option {
	return func(s *settings) { s.insecureHTTP = true }
}

// WithMaxResponseBytes bounds the answer of a call that returns one object or the addresses, and each single
// customer of a list; the default is 8 MiB. A larger one is [ErrResponseTooLarge].
func WithMaxResponseBytes(n int64) Option {
	return func(s *settings) {
		if n <= 0 {
			s.refuse("maxResponseBytes", "must be positive")
		}
		s.maxBytes = n
	}
}
