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

// Limiter holds back attempts. A *rate.Limiter of golang.org/x/time is one; so is anything that asks a store shared by
// many processes. Wait returns nil when the attempt may go out. Its context ends when the call does.
type Limiter interface {
	Wait(ctx context.Context) error
}

// WithLimiter has l admit each attempt, retries included, before it goes out. When Wait fails, nothing is sent and the
// call fails with [ErrTransport]; the limiter's error is reachable by errors.Is and errors.As.
func WithLimiter(l Limiter) Option {
	return func(s *settings) {
		if l == nil {
			s.refuse("limiter", "must not be nil")
			return
		}
		s.limiter = l
	}
}

var _ transport.Limiter = Limiter(nil)

// RetryPolicy bounds the retries of a call; see [WithRetry] and the package documentation. A zero field means its
// default.
type RetryPolicy struct {
	MaxAttempts int           // exchanges of one call, the first included; default 3
	BaseDelay   time.Duration // bound of the random wait after the first attempt, doubled after each; default 250 ms
	MaxDelay    time.Duration // bound of every wait; a server that asks for more is not waited for; default 8 s
	MaxElapsed  time.Duration // no wait ends later than this after the call began; default 30 s
}

// NoRetry turns retries off: a call is one HTTP exchange.
var NoRetry = RetryPolicy{MaxAttempts: 1} //nolint:gochecknoglobals // a value to compare and pass, never written

const (
	defaultMaxAttempts = 3
	defaultBaseDelay   = 250 * time.Millisecond
	defaultMaxDelay    = 8 * time.Second
	defaultMaxElapsed  = 30 * time.Second
)

// WithRetry sets when a failed attempt is followed by another one. The default is RetryPolicy{}; [NoRetry] turns
// retries off. What may be retried does not depend on the policy: a Create never is unless it provably was not
// processed.
func WithRetry(policy RetryPolicy) Option {
	return func(s *settings) {
		for _, f := range []struct {
			name     string
			negative bool
		}{
			{"retry.MaxAttempts", policy.MaxAttempts < 0},
			{"retry.BaseDelay", policy.BaseDelay < 0},
			{"retry.MaxDelay", policy.MaxDelay < 0},
			{"retry.MaxElapsed", policy.MaxElapsed < 0},
		} {
			if f.negative {
				s.refuse(f.name, "must not be negative")
			}
		}
		s.retry = policy.withDefaults()
	}
}

func (p RetryPolicy) withDefaults() transport.RetryPolicy {
	return transport.RetryPolicy{
		MaxAttempts: orDefault(p.MaxAttempts, defaultMaxAttempts),
		BaseDelay:   orDefault(p.BaseDelay, defaultBaseDelay),
		MaxDelay:    orDefault(p.MaxDelay, defaultMaxDelay),
		MaxElapsed:  orDefault(p.MaxElapsed, defaultMaxElapsed),
	}
}

func orDefault[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}

// CallOption changes one call.
type CallOption func(*call)

// ResponseInfo tells of a call's answer what the returned value does not. See [WithResponseInfo].
type ResponseInfo struct {
	StatusCode int // 0 when no response came
	RequestID  string
	RetryAfter time.Duration
	RateLimit  RateLimit
	Attempts   []Attempt
	Header     http.Header
	// Body is the raw answer of a call that returns one object or the addresses, so that fields newer than this SDK can be
	// read. Of a failed call it holds at most 64 KiB; of All, List and FindByExternalID, which stream, nothing.
	Body []byte
}

// WithResponseInfo fills info when the answer, or for All, List and FindByExternalID its header, is there. It is filled
// for failed calls too, and zeroed first. Use one info per call: it is written without a lock.
func WithResponseInfo(info *ResponseInfo) CallOption {
	return func(k *call) {
		if info == nil {
			k.refuse("responseInfo", "must not be nil")
			return
		}
		*info = ResponseInfo{}
		k.info = info
	}
}

// WithRequestHeader sets a header of this call's requests; it wins over [WithHeader]. Headers that this package or HTTP
// itself manages, and the API key's, are refused.
func WithRequestHeader(name, value string) CallOption {
	return func(k *call) {
		reason := checkHeader(name, value)
		if reason == "" && http.CanonicalHeaderKey(name) == k.client.settings.keyHeader {
			reason = "carries the API key: use WithAPIKey"
		}
		if reason != "" {
			k.refuse("header "+name, reason)
			return
		}
		if k.header == nil {
			k.header = http.Header{}
		}
		k.header.Set(name, value)
	}
}

// fill writes what res tells.
func (info *ResponseInfo) fill(res *transport.Result) {
	*info = ResponseInfo{
		StatusCode: res.StatusCode,
		RequestID:  transport.RequestID(res.Header),
		RetryAfter: transport.ParseRetryAfter(res.Header, time.Now()),
		RateLimit:  RateLimit(transport.ParseRateLimit(res.Header)),
		Attempts:   attemptsOf(res),
		Header:     res.Header,
		Body:       res.Body,
	}
}

func attemptsOf(res *transport.Result) []Attempt {
	attempts := make([]Attempt, len(res.Attempts))
	for i, a := range res.Attempts {
		attempts[i] = Attempt(a)
	}
	return attempts
}
