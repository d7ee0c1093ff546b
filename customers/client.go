package customers

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// Client calls the customers endpoints of the Account Manager. Make one with [New] or [NewFromEnv] and share it: it is
// immutable and safe for concurrent use.
type Client struct { //nolint:recvcheck // Format has a value receiver: a copy must print no more than the original
	settings  *settings
	transport *transport.Transport
	observers []Observer // the caller's, and the logger's
}

// Environment variables that NewFromEnv reads.
const (
	EnvBaseURL = "LEDGERLINK_BASE_URL"
	EnvAPIKey  = "LEDGERLINK_API_KEY" //nolint:gosec // the variable's name, not a key
)

// New returns a client for the API at baseURL, as https://api.ledgerlink.ai. It validates everything and does no I/O.
//
// The base URL is absolute http or https. A path prefix is kept, a trailing slash makes no difference. Cleartext
// http is for loopback only, unless [WithInsecureHTTP] is given. An API key is required: [WithAPIKey] or
// [WithAPIKeySource]. Whatever is wrong comes back at once, as an [*Error] that is [ErrInvalidArgument] with one
// entry in Fields per fault.
func New(baseURL string, opts ...Option) (*Client, error) {
	return newClient("New", defaults(baseURL), opts)
}

// NewFromEnv is [New] with the base URL from LEDGERLINK_BASE_URL and the API key from LEDGERLINK_API_KEY. Both must be
// set; an option given here wins over the variable.
func NewFromEnv(opts ...Option) (*Client, error) {
	s := defaults(os.Getenv(EnvBaseURL))
	for i := range s.faultList {
		s.faultList[i].Field = EnvBaseURL
	}
	s.keyFault = "is missing: set " + EnvAPIKey
	if key := os.Getenv(EnvAPIKey); key != "" {
		WithAPIKey(key)(s)
	}
	return newClient("NewFromEnv", s, opts)
}

// With returns a client that differs from c by opts only. The two share the connection pool; c does not change.
func (c *Client) With(opts ...Option) (*Client, error) {
	if c == nil || c.settings == nil {
		return nil, notMade(operation{name: "With"})
	}
	return newClient("With", c.settings.clone(), opts)
}

func newClient(op string, s *settings, opts []Option) (*Client, error) {
	s.apply(opts)
	if len(s.faultList) > 0 {
		return nil, invalidArgument(operation{name: op}, s.faultList...)
	}
	if s.http.Transport == nil {
		s.http.Transport = transport.NewPool()
	}
	hc := s.wrapped()
	if len(s.faultList) > 0 {
		return nil, invalidArgument(operation{name: op}, s.faultList...)
	}
	return &Client{settings: s, observers: s.allObservers(), transport: transport.New(transport.Config{
		BaseURL:        s.baseURL,
		HTTP:           hc,
		KeyHeader:      s.keyHeader,
		Key:            s.key,
		Header:         s.header,
		UserAgent:      s.userAgent,
		Timeout:        s.timeout,
		AttemptTimeout: s.attempt,
		Retry:          s.retry,
		Budget:         s.budget,
		Jitter:         s.jitter,
		Limiter:        s.limiter,
	})}, nil
}

// Format prints the base URL and nothing else, whatever the verb: a client holds headers with credentials.
func (c Client) Format(f fmt.State, _ rune) {
	base := "not made with New"
	if c.settings != nil {
		base = c.settings.base
	}
	_, _ = io.WriteString(f, "customers.Client("+base+")") // fmt.State does not fail
}

// notMade is the error of a call on a zero Client.
func notMade(op operation) *Error {
	return invalidArgument(op, FieldError{Field: "client", Message: "must be made with New or NewFromEnv"})
}

// copyHTTPClient copies what is used of the caller's client; the caller's is never modified.
func copyHTTPClient(hc *http.Client) *http.Client {
	return &http.Client{Transport: hc.Transport, Jar: hc.Jar, Timeout: hc.Timeout}
}

const (
	defaultKeyHeader        = "X-API-KEY" // securityScheme apiKey of the spec
	defaultTimeout          = 30 * time.Second
	defaultAttemptTimeout   = 10 * time.Second
	defaultMaxResponseBytes = 8 << 20
)

// settings is what the options write. A client's settings are never changed after New.
type settings struct {
	baseURL      *url.URL
	base         string // baseURL as the generated builders take it
	http         *http.Client
	keyHeader    string
	key          transport.KeySource
	keyFault     string // why the key that was set last cannot be used
	header       http.Header
	userAgent    string
	timeout      time.Duration
	attempt      time.Duration // timeout of one attempt
	retry        transport.RetryPolicy
	budget       *transport.Budget // shared with derived clients: they meet the same service
	jitter       transport.Jitter
	limiter      transport.Limiter
	observers    []Observer
	middleware   []func(http.RoundTripper) http.RoundTripper
	logger       *slog.Logger
	maxBytes     int64
	insecureHTTP bool

	faultList
}

func defaults(baseURL string) *settings {
	s := &settings{
		http:      &http.Client{},
		keyHeader: http.CanonicalHeaderKey(defaultKeyHeader),
		keyFault:  "is missing: use WithAPIKey or WithAPIKeySource",
		header:    http.Header{},
		userAgent: defaultUserAgent(),
		timeout:   defaultTimeout,
		attempt:   defaultAttemptTimeout,
		retry:     RetryPolicy{}.withDefaults(),
		budget:    &transport.Budget{},
		jitter:    transport.RandomJitter,
		maxBytes:  defaultMaxResponseBytes,
	}
	u, reason := parseBaseURL(baseURL)
	s.baseURL = u
	s.refuse("baseURL", reason)
	if u != nil {
		s.base = u.String()
	}
	return s
}

func (s *settings) clone() *settings {
	c := *s
	c.http = copyHTTPClient(s.http)
	c.header = s.header.Clone()
	c.faultList = nil
	return &c
}

// allObservers returns the caller's observers, then the logger's: a span that they begin is in its context.
func (s *settings) allObservers() []Observer {
	if s.logger == nil {
		return s.observers
	}
	return append(slices.Clone(s.observers), newLogObserver(s.logger, s.baseURL))
}

// run runs the options.
func (s *settings) run(opts []Option) {
	for i, opt := range opts {
		if opt == nil {
			s.refuse(fmt.Sprintf("options[%d]", i), "must not be nil")
			continue
		}
		opt(s)
	}
}

// apply runs the options, then checks what only shows when all are known.
func (s *settings) apply(opts []Option) {
	s.run(opts)
	s.refuse("apiKey", s.keyFault)
	if len(s.header[s.keyHeader]) > 0 {
		s.refuse("header "+s.keyHeader, "carries the API key: use WithAPIKey")
	}
	if s.baseURL != nil && s.baseURL.Scheme == "http" && !s.insecureHTTP && !transport.OriginOf(s.baseURL).IsLoopback() {
		s.refuse("baseURL", "must be https: over http anyone on the way reads the API key (WithInsecureHTTP allows it)")
	}
}

const modulePath = "github.com/ledgerlink/link-sdk-go"

// defaultUserAgent names this module with the version that the program was built with, and the Go version.
func defaultUserAgent() string {
	return "link-sdk-go/" + moduleVersion() + " (" + runtime.Version() + ")"
}

// moduleVersion is the released version that runs, or "devel" for code that no release has: a checkout, or a replace.
func moduleVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, dep := range info.Deps {
		if dep.Path != modulePath {
			continue
		}
		if dep.Replace != nil {
			dep = dep.Replace
		}
		// A directory has another path and a fork's version is not ours; a workspace's modules are all "(devel)".
		if dep.Path == modulePath && dep.Version != "" && dep.Version != "(devel)" {
			return dep.Version
		}
	}
	return "devel"
}
