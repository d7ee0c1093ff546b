package customers

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

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
