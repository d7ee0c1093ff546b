package customers

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// Option configures a client, in [New], [NewFromEnv] and [Client.With]. A later option replaces an earlier one, except
// where the section Options of the package documentation says that it adds.
type Option func(*settings)

// JoinOptions combines several options into one that applies them in order, for packages whose feature needs more than
// one option. A nil option is [ErrInvalidArgument]; without options, it changes nothing.
func JoinOptions(opts ...Option) Option {
	return func(s *settings) { s.applyOptions(opts) }
}

// WithAPIKey sets the API key. There is no default: this option or [WithAPIKeySource] is required, except in
// [NewFromEnv]. A key that is empty, begins or ends with a space or a line break, or is not printable ASCII without
// spaces is [ErrInvalidArgument].
func WithAPIKey(key string) Option {
	return func(s *settings) {
		s.keyField, s.keyProblem = "apiKey", transport.CheckKey(key)
		s.key = func(context.Context) (string, error) { return key, nil }
	}
}

// WithAPIKeySource calls source for the key before every attempt, so that a key can be rotated while the client lives.
// The source gets the context of the call; a slow source should cache its key. If it fails, or returns a key that no
// header can carry, the call fails with [ErrClientSide]; the error of the source is reachable by errors.Is.
//
// After a 401 the source is called once more. If it returns another key, the request is repeated once with that key, at
// once and whatever the [RetryPolicy] is: a request that got a 401 was not processed, so a Create is repeated as well.
// Otherwise the call returns the 401 ([ErrUnauthorized]), with the error of the source if that failed.
//
// A nil source is [ErrInvalidArgument].
func WithAPIKeySource(source func(ctx context.Context) (string, error)) Option {
	return func(s *settings) {
		s.keyField, s.keyProblem = "apiKey", ""
		if source == nil {
			s.keyProblem = "source must not be nil"
		}
		s.key = source
	}
}

// WithAPIKeyHeader sets the name of the header that carries the key. The default is X-API-KEY, which the vendor
// documents only for its other services. The error of a 401 names the header. A name that HTTP does not allow, or that
// this package or net/http manages, is [ErrInvalidArgument].
func WithAPIKeyHeader(name string) Option {
	return func(s *settings) {
		s.setProblem("apiKeyHeader", checkHeaderName(name))
		s.keyHeader = http.CanonicalHeaderKey(name)
	}
}

// WithHeader sets a header of every request, such as Authorization with a bearer token in addition to the API key; the
// default is none. It replaces a header of the same name and adds any other. A header that this package or net/http
// manages, the header of the API key, a name that HTTP does not allow and a value with a control character are
// [ErrInvalidArgument].
func WithHeader(name, value string) Option {
	return func(s *settings) {
		s.setProblem("header "+name, checkHeader(name, value))
		s.header.Set(name, value)
	}
}

// WithHTTPClient uses the Transport, Jar and Timeout of hc, which is copied, not modified. The Timeout bounds each
// attempt and, for a list, the whole stream, including the loop's body; zero means no bound. Its CheckRedirect is not
// used, because redirects are never followed. If hc has no Transport, it gets the default one: a connection pool with
// 128 idle connections for reads and for writes, where they are idle for at most a second, TLS 1.2 or newer, and at
// most 256 KiB of response headers. It never uses a proxy for plain http to loopback; New refuses an *http.Transport
// that does, unless [WithInsecureHTTP] is given. A nil hc is [ErrInvalidArgument].
func WithHTTPClient(hc *http.Client) Option {
	return func(s *settings) {
		s.setProblem("httpClient", reasonIf(hc == nil, "must not be nil"))
		if hc != nil {
			s.http = copyHTTPClient(hc)
		}
	}
}

// WithTimeout bounds a whole call, including retries and waits; the default is 30 s. For All, List and FindByExternalID
// it bounds the time until the response headers arrive. The deadline of the caller's context applies as well. Zero
// means no bound other than the context's. If it runs out, the error is context.DeadlineExceeded by errors.Is. A
// negative d is [ErrInvalidArgument].
func WithTimeout(d time.Duration) Option {
	return func(s *settings) {
		s.setProblem("timeout", notNegative(d))
		s.timeout = d
	}
}

// WithAttemptTimeout bounds each attempt of a call; the default is 10 s. An attempt that times out may be retried. For
// All, List and FindByExternalID it bounds the time until the response headers arrive, then the time without a byte of
// the stream; the loop's body does not count. Zero means no bound. If it runs out in the last attempt, the error is
// context.DeadlineExceeded by errors.Is. A negative d is [ErrInvalidArgument].
func WithAttemptTimeout(d time.Duration) Option {
	return func(s *settings) {
		s.setProblem("attemptTimeout", notNegative(d))
		s.attemptTimeout = d
	}
}

// RetryPolicy bounds the retries of a call. A zero field means its default. [WithTimeout] and the deadline of the
// context bound the retries as well.
type RetryPolicy struct {
	// MaxAttempts is the number of attempts of one call, including the first and except that with a new key of
	// WithAPIKeySource; the default is 3. With 1, the other fields have no effect.
	MaxAttempts int
	// BaseDelay bounds the random wait after the first attempt; the bound doubles after each attempt, up to MaxDelay. The
	// default is 250 ms, or MaxDelay if that is shorter. It must not exceed MaxDelay or MaxElapsed.
	BaseDelay time.Duration
	// MaxDelay bounds every wait; if the server asks for a longer one, the call fails at once. The default is 8 s. It must
	// not exceed MaxElapsed.
	MaxDelay time.Duration
	// MaxElapsed bounds the time from the start of the call to the end of a wait; the default is 30 s. If a wait would end
	// later, the call fails at once.
	MaxElapsed time.Duration
}

// NoRetry turns retries off: a call makes one attempt.
var NoRetry = RetryPolicy{MaxAttempts: 1} //nolint:gochecknoglobals // a value to compare and pass, never written

const (
	defaultMaxAttempts = 3
	defaultBaseDelay   = 250 * time.Millisecond
	defaultMaxDelay    = 8 * time.Second
	defaultMaxElapsed  = 30 * time.Second
)

// WithRetry bounds the retries of a call; the default is RetryPolicy{}, and [NoRetry] turns retries off. The package
// documentation lists what is retried, which does not depend on the policy. A negative field, and one that exceeds
// another as documented in [RetryPolicy], is [ErrInvalidArgument].
func WithRetry(policy RetryPolicy) Option {
	return func(s *settings) {
		s.retry = policy.withDefaults()
		maxDelay, maxElapsed := s.retry.MaxDelay, s.retry.MaxElapsed
		s.setProblem("retry.MaxAttempts", notNegative(policy.MaxAttempts))
		s.setProblem("retry.BaseDelay", cmp.Or(notNegative(policy.BaseDelay),
			notAbove(policy.BaseDelay, "MaxDelay", maxDelay), notAbove(policy.BaseDelay, "MaxElapsed", maxElapsed)))
		s.setProblem("retry.MaxDelay", cmp.Or(notNegative(policy.MaxDelay),
			notAbove(policy.MaxDelay, "MaxElapsed", maxElapsed)))
		s.setProblem("retry.MaxElapsed", notNegative(policy.MaxElapsed))
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

// Limiter delays attempts. *rate.Limiter of golang.org/x/time implements it, and so can a limiter that many processes
// share. Wait returns nil when the attempt may be sent. Its context ends when the call does.
type Limiter interface {
	Wait(ctx context.Context) error
}

// WithLimiter calls l before each attempt, including retries; the default is no limiter. The wait counts towards
// [WithTimeout]. If Wait fails, nothing is sent and the call fails with [ErrClientSide]; the limiter's error is
// reachable by errors.Is and errors.As. The module's examples/bulk/fleet shares one limit among processes. A nil l is
// [ErrInvalidArgument].
func WithLimiter(l Limiter) Option {
	return func(s *settings) {
		s.setProblem("limiter", reasonIf(l == nil, "must not be nil"))
		if l != nil {
			s.limiter = l.Wait
		}
	}
}

// WithUserAgent puts product, such as "billing/1.4", before this package's own User-Agent (RFC 9110 section 10.1.5),
// which is the default. An empty product and one with a control character are [ErrInvalidArgument].
func WithUserAgent(product string) Option {
	return func(s *settings) {
		s.setProblem("userAgent", cmp.Or(reasonIf(product == "", "must not be empty"), checkHeaderValue(product)))
		s.userAgent = product + " " + defaultUserAgent()
	}
}

// WithInsecureHTTP allows an http base URL off loopback, and plain http to loopback through a proxy, which New refuses
// by default. Anyone on the network path can then read the API key and the customers. No option turns it off again.
func WithInsecureHTTP() Option {
	return func(s *settings) { s.insecureHTTP = true }
}

// WithMaxResponseBytes bounds, in bytes after decompression, the response of a call that returns one object or the
// addresses, and each single customer of a list; the default is 8 MiB. It also bounds the elements of arrays and
// members of objects in it: one for each 160 bytes of the bound, 52,428 by default, and at least 1,024, because they
// take more memory than JSON. A larger response is [ErrResponseTooLarge]. If n is not positive, it is
// [ErrInvalidArgument].
func WithMaxResponseBytes(n int64) Option {
	return func(s *settings) {
		s.setProblem("maxResponseBytes", reasonIf(n <= 0, "must be positive"))
		s.maxBytes = n
	}
}

// WithMaxListBytes bounds, in bytes of JSON after decompression, what [Client.List] and [BulkOptions].SkipExisting
// collect; the default is 1 GiB. A customer and an account count as at least 256 bytes each, because they take that
// much memory. A longer list is [ErrResponseTooLarge]: use [Client.All], which holds one customer at a time and needs
// no bound. If n is not positive, it is [ErrInvalidArgument].
func WithMaxListBytes(n int64) Option {
	return func(s *settings) {
		s.setProblem("maxListBytes", reasonIf(n <= 0, "must be positive"))
		s.maxListBytes = n
	}
}

// CallOption changes one call. A nil option is [ErrInvalidArgument].
type CallOption func(*call)

// WithResponseInfo fills info when the response has arrived; for All, List and FindByExternalID, when its headers have.
// It is filled for failed calls too, and zeroed first. Use one info per call: it is written without a lock. A nil info
// is [ErrInvalidArgument].
func WithResponseInfo(info *ResponseInfo) CallOption {
	return func(k *call) {
		k.setProblem("responseInfo", reasonIf(info == nil, "must not be nil"))
		if info != nil {
			*info = ResponseInfo{}
		}
		k.info = info
	}
}

// WithRequestHeader sets a header of this call's requests and overrides [WithHeader]; it refuses the same headers.
func WithRequestHeader(name, value string) CallOption {
	return func(k *call) {
		reason := checkHeader(name, value)
		if reason == "" && http.CanonicalHeaderKey(name) == k.client.settings.keyHeader {
			reason = "carries the API key: use WithAPIKey"
		}
		k.setProblem("header "+name, reason)
		if k.header == nil {
			k.header = http.Header{}
		}
		k.header.Set(name, value)
	}
}

// SkipInvalid makes All, List and FindByExternalID call skipped for each element that is valid JSON but no customer,
// and continue with the next one. Such an element is of another kind, has a field of the wrong type or a field twice,
// or has no id. By default it ends the list. The *Error is [ErrUnexpectedResponse]; its Fields name the field, and its
// Element has the index and the bytes. skipped is called in the goroutine of the call, before the elements that follow.
//
// Malformed JSON, a list that ends early and an element over the bound of [WithMaxResponseBytes] still end the list.
// Skipped elements count towards [WithMaxListBytes]. A method that reads no list, and a nil function, are
// [ErrInvalidArgument].
func SkipInvalid(skipped func(*Error)) CallOption {
	return func(k *call) {
		if skipped == nil {
			k.addProblem("skipInvalid", "must not be nil")
		}
		k.skipInvalid = skipped
	}
}
