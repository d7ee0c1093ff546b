package customers

import (
	"context"
	"errors"
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

// Client calls the customers endpoints of the Account Manager. Create one with [New] or [NewFromEnv] and share it: it
// is immutable and safe for concurrent use.
type Client struct { //nolint:recvcheck // Format has a value receiver: a copy must print no more than the original
	settings  *settings
	transport *transport.Transport
	observers []Observer                                                    // the caller's, then the logger's
	onAttempt func(context.Context, transport.Operation, transport.Attempt) // notifies the observers
}

// Environment variables that NewFromEnv reads.
const (
	EnvBaseURL = "LEDGERLINK_BASE_URL"
	EnvAPIKey  = "LEDGERLINK_API_KEY" //nolint:gosec // the variable's name, not a key
)

// New returns a client for the API at baseURL, such as https://api.ledgerlink.ai. It validates everything and does no
// I/O.
//
// The base URL starts with https:// or http:// and ends before /api/v1, which every call adds. A path prefix is kept; a
// trailing slash makes no difference. On every host, a path that ends in /api or /v1, or contains
// /api/v1/account-manager, is refused: it would make every response a 404, which reads like a customer that does not
// exist. If the prefix of a gateway ends so, add it in a middleware ([WithMiddleware]). Plain http is for loopback
// only, unless [WithInsecureHTTP] is given. An API key is required: [WithAPIKey] or [WithAPIKeySource].
//
// All problems are returned at once, as an [*Error] that is [ErrInvalidArgument] with one entry in Fields per problem.
func New(baseURL string, opts ...Option) (*Client, error) {
	s := defaults("baseURL", baseURL)
	s.keyField, s.keyProblem = "apiKey", "is missing: use WithAPIKey or WithAPIKeySource"
	return newClient("New", s, opts)
}

// NewFromEnv is [New] with the base URL from LEDGERLINK_BASE_URL and the API key from LEDGERLINK_API_KEY. Both must be
// set, unless an option sets the key, which then replaces the variable. In Error.Fields, the problem of a variable has
// its name.
func NewFromEnv(opts ...Option) (*Client, error) {
	s := defaults(EnvBaseURL, os.Getenv(EnvBaseURL))
	WithAPIKey(os.Getenv(EnvAPIKey))(s)
	s.keyField = EnvAPIKey
	return newClient("NewFromEnv", s, opts)
}

// With returns a client that differs from c only by opts. Both share the connection pool and the retry budget; c does
// not change. The errors are those of [New].
func (c *Client) With(opts ...Option) (*Client, error) {
	if c == nil || c.settings == nil {
		return nil, errZeroClient(Operation{Name: "With"})
	}
	return newClient("With", c.settings.clone(), opts)
}

func newClient(op string, s *settings, opts []Option) (*Client, error) {
	s.applyAndValidate(opts)
	if len(s.problems) > 0 {
		return nil, invalidArgument(Operation{Name: op}, s.problems...)
	}
	if s.http.Transport == nil {
		s.http.Transport = transport.NewPools(transport.NewPool())
	}
	t, err := transport.New(transport.Config{
		BaseURL:        s.baseURL,
		HTTP:           s.http,
		Middleware:     s.middleware,
		KeyHeader:      s.keyHeader,
		Key:            s.key,
		Keys:           s.keys,
		Header:         s.header,
		UserAgent:      s.userAgent,
		Timeout:        s.timeout,
		AttemptTimeout: s.attemptTimeout,
		Retry:          s.retry,
		Budget:         s.budget,
		Jitter:         s.jitter,
		Limiter:        s.limiter,

		SensitiveFields: sensitiveFields,
	})
	if err != nil {
		field := FieldError{Field: "middleware", Message: "must not return nil"}
		var none *transport.NilMiddlewareError
		if errors.As(err, &none) {
			field.Field = fmt.Sprintf("middleware[%d]", none.Index)
		}
		return nil, invalidArgument(Operation{Name: op}, field)
	}
	c := &Client{settings: s, transport: t, observers: s.allObservers()}
	c.onAttempt = c.attemptEnd // once, because a method value of each call would be an allocation
	return c, nil
}

// errZeroClient is the error of a call on a Client that New did not return.
func errZeroClient(op Operation) *Error {
	return invalidArgument(op, FieldError{Field: "client", Message: "must be created with New or NewFromEnv"})
}

// Format prints the base URL and nothing else, for every verb: a client holds headers with credentials.
func (c Client) Format(f fmt.State, _ rune) {
	base := "not created with New"
	if c.settings != nil {
		base = c.settings.base
	}
	_, _ = io.WriteString(f, "customers.Client("+base+")") // fmt.State does not fail
}

const (
	defaultKeyHeader        = "X-API-KEY" // securityScheme apiKey of the spec
	defaultTimeout          = 30 * time.Second
	defaultAttemptTimeout   = 10 * time.Second
	defaultMaxResponseBytes = 8 << 20
	defaultMaxListBytes     = 1 << 30
)

// settings is what the options set. The settings of a client never change after New.
type settings struct {
	baseURL        *url.URL
	base           string // baseURL as the request builders take it
	baseField      string // how problems name it: the argument, or the environment variable
	http           *http.Client
	keyHeader      string
	key            func(context.Context) (string, error)
	keyField       string // how its problem is named
	keyProblem     string // why the key that was set last cannot be used
	header         http.Header
	userAgent      string
	timeout        time.Duration
	attemptTimeout time.Duration
	retry          transport.RetryPolicy
	budget         *transport.Budget // shared with derived clients, which call the same service
	keys           *transport.Keys   // shared too
	jitter         func(bound time.Duration) time.Duration
	limiter        func(context.Context) error
	observers      []Observer
	middleware     []func(http.RoundTripper) http.RoundTripper
	logger         *slog.Logger
	maxBytes       int64
	maxListBytes   int64
	insecureHTTP   bool

	problems
}

func defaults(baseField, baseURL string) *settings {
	s := &settings{
		baseField:      baseField,
		http:           &http.Client{},
		keyHeader:      http.CanonicalHeaderKey(defaultKeyHeader),
		header:         http.Header{},
		userAgent:      defaultUserAgent(),
		timeout:        defaultTimeout,
		attemptTimeout: defaultAttemptTimeout,
		retry:          RetryPolicy{}.withDefaults(),
		budget:         &transport.Budget{},
		keys:           &transport.Keys{},
		jitter:         transport.RandomJitter,
		maxBytes:       defaultMaxResponseBytes,
		maxListBytes:   defaultMaxListBytes,
	}
	u, reason := parseBaseURL(baseURL)
	s.baseURL = u
	s.addProblem(baseField, reason)
	if u != nil {
		s.base = u.String()
	}
	return s
}

func (s *settings) clone() *settings {
	c := *s
	c.http = copyHTTPClient(s.http)
	c.header = s.header.Clone()
	c.problems = nil
	return &c
}

// copyHTTPClient copies the parts of the caller's client that are used; the caller's client is never modified.
func copyHTTPClient(hc *http.Client) *http.Client {
	return &http.Client{Transport: hc.Transport, Jar: hc.Jar, Timeout: hc.Timeout}
}

func (s *settings) applyOptions(opts []Option) {
	for i, opt := range opts {
		if opt == nil {
			s.addProblem(fmt.Sprintf("options[%d]", i), "must not be nil")
			continue
		}
		opt(s)
	}
}

// applyAndValidate applies the options, then checks what depends on all of them.
func (s *settings) applyAndValidate(opts []Option) {
	s.applyOptions(opts)
	s.addProblem(s.keyField, s.keyProblem)
	if len(s.header[s.keyHeader]) > 0 {
		s.addProblem("header "+s.keyHeader, "carries the API key: use WithAPIKey")
	}
	if s.baseURL != nil && !s.insecureHTTP && transport.SendsLoopbackToProxy(s.http.Transport, s.baseURL) {
		s.addProblem("httpClient", "sends plain http through a proxy, which exposes the API key (WithInsecureHTTP allows it)")
	}
	if s.baseURL != nil && s.baseURL.Scheme == "http" && !s.insecureHTTP && !transport.OriginOf(s.baseURL).IsLoopback() {
		s.addProblem(s.baseField, "must be https: plain http exposes the API key on the network (WithInsecureHTTP allows it)")
	}
}

// allObservers returns the caller's observers, then the logger's, so that records are written inside the spans that the
// observers start.
func (s *settings) allObservers() []Observer {
	if s.logger == nil {
		return s.observers
	}
	return append(slices.Clone(s.observers), newLogObserver(s.logger, s.baseURL))
}

const modulePath = "github.com/ledgerlink/link-sdk-go"

// defaultUserAgent returns this module's name and version and the Go version.
func defaultUserAgent() string {
	return "link-sdk-go/" + moduleVersion() + " (" + runtime.Version() + ")"
}

// moduleVersion returns the released version in the running program, or "devel" for unreleased code: a checkout, or a
// replace.
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
		// A directory has another path, a fork has another version, and the modules of a workspace are "(devel)".
		if dep.Path == modulePath && dep.Version != "" && dep.Version != "(devel)" {
			return dep.Version
		}
	}
	return "devel"
}
