// Package verify checks a running Account Manager against the OpenAPI document in package api, promise by promise.
//
// A run has four parts. The plan sends requests, one at a time. The clean-up deletes each customer that the plan
// created. The probes judge the exchanges, one probe for each promise. The report shows the verdicts. The promises are
// the marks of package provenance and the facts that package customers relies on.
//
// No output contains the API key, a value from a body, or more than four characters of an identifier.
package verify

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/contract"
	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// Defaults and bounds of a run.
const (
	DefaultPace           = 250 * time.Millisecond
	DefaultMaxListed      = 5000
	DefaultRequestTimeout = 15 * time.Second
	DefaultTimeout        = 15 * time.Minute
	DefaultMaxWait        = 90 * time.Second
	MaxRequests           = 40
	CleanUpTimeout        = time.Minute // in addition to the timeout of the run
)

// Config configures a run. Only BaseURL and APIKey are required.
type Config struct {
	// BaseURL is the base URL of the service, as customers.New takes it.
	BaseURL string
	// APIKey is the API key. It is sent to the origin of BaseURL only.
	APIKey string
	// KeyHeaders names further headers that may carry the key. They are tried in order if X-API-KEY is refused.
	KeyHeaders []string
	// Write adds the steps that create, update and delete customers. It needs a loopback host, a host whose name begins
	// with "sandbox", or YesProduction.
	Write         bool
	YesProduction bool
	// Pace is the pause between two requests. The default is none.
	Pace time.Duration
	// MaxListed is how many customers of a list are read. The default is DefaultMaxListed.
	MaxListed int
	// RequestTimeout bounds one request, Timeout the requests before the clean-up, and MaxWait one wait that the service
	// asks for. The defaults are the constants.
	RequestTimeout, Timeout, MaxWait time.Duration
	// Progress, if set, is called before each request.
	Progress func(requests int, step string)
	// Transport sends the requests. The default verifies TLS certificates and opens a connection for each request.
	Transport http.RoundTripper
}

// UsageError is a mistake in a [Config] or in another argument. Nothing was sent.
type UsageError struct{ reason string }

// Error returns the mistake in one line.
func (e *UsageError) Error() string { return e.reason }

func usagef(format string, args ...any) error { return &UsageError{fmt.Sprintf(format, args...)} }

// Run checks the service. If ctx ends, Run stops, deletes what it created, and returns the report of what it has seen.
// The error is a *[UsageError], or nil.
func Run(ctx context.Context, cfg Config) (*Report, error) {
	s, err := newSession(cfg)
	if err != nil {
		return nil, err
	}
	planned, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	stopped := s.runPlan(planned)
	s.cleanUp(ctx)
	return newReport(s, stopped)
}

// newSession validates the configuration and returns a session that has sent nothing.
func newSession(cfg Config) (*session, error) {
	base, err := cfg.validate()
	if err != nil {
		return nil, err
	}
	validator, err := contract.New()
	if err != nil {
		return nil, err
	}
	cfg.MaxListed = cmp.Or(cfg.MaxListed, DefaultMaxListed)
	cfg.RequestTimeout = cmp.Or(cfg.RequestTimeout, DefaultRequestTimeout)
	cfg.Timeout = cmp.Or(cfg.Timeout, DefaultTimeout)
	cfg.MaxWait = cmp.Or(cfg.MaxWait, DefaultMaxWait)
	if cfg.Transport == nil {
		pool := transport.NewPool()
		pool.DisableCompression = true // each step sets Accept-Encoding and sees what the service sent
		pool.DisableKeepAlives = true  // one broken response must not affect the next request
		cfg.Transport = pool
	}
	return &session{
		cfg:    cfg,
		base:   base,
		random: strings.ToLower(rand.Text()[:16]),
		http: &http.Client{
			Transport:     cfg.Transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		validator: validator,
		keyHeader: defaultKeyHeader,
	}, nil
}

// validate returns the base URL. The client of package customers validates it, the key and the headers.
func (c Config) validate() (*url.URL, error) {
	for _, header := range append([]string{defaultKeyHeader}, c.KeyHeaders...) {
		_, err := customers.New(c.BaseURL, customers.WithAPIKey(c.APIKey), customers.WithAPIKeyHeader(header))
		var invalid *customers.Error
		if errors.As(err, &invalid) {
			return nil, usageOf(invalid)
		}
	}
	base, err := url.Parse(c.BaseURL)
	if err != nil {
		return nil, usagef("-base-url is not a URL")
	}
	switch {
	case c.Pace < 0 || c.MaxListed < 0 || c.RequestTimeout < 0 || c.Timeout < 0 || c.MaxWait < 0:
		return nil, usagef("-pace, -n and the time limits must not be negative")
	case c.Write && !c.YesProduction && !mayWrite(base):
		return nil, usagef("-write creates and deletes customers, and the host is neither loopback nor named sandbox…: " +
			"add -yes-production to allow it")
	}
	return base, nil
}

// usageOf names the flags and the environment variable in an error of customers.New.
func usageOf(invalid *customers.Error) error {
	names := strings.NewReplacer("baseURL", "-base-url", "apiKeyHeader", "-key-header", "apiKey", customers.EnvAPIKey)
	problems := make([]string, len(invalid.Fields))
	for i, field := range invalid.Fields {
		problems[i] = names.Replace(field.Field) + " " + strings.TrimSuffix(field.Message, " (WithInsecureHTTP allows it)")
	}
	return usagef("%s", strings.Join(problems, "; "))
}

func mayWrite(base *url.URL) bool {
	origin := transport.OriginOf(base)
	return origin.IsLoopback() || strings.HasPrefix(origin.Host, "sandbox")
}
