// Package transport carries one call of package customers to the API and back. It knows HTTP and nothing about
// customers: it attaches the API key, retries, enforces timeouts, never follows a redirect, bounds what it reads, and
// records each attempt.
package transport

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Config configures a Transport. It is read-only after New.
type Config struct {
	BaseURL        *url.URL
	HTTP           *http.Client // its Transport, Jar and Timeout are used; never modified
	Middleware     []func(http.RoundTripper) http.RoundTripper
	KeyHeader      string
	Key            func(context.Context) (string, error) // a closure, so that no dump of a client can print the key
	Keys           *Keys
	Header         http.Header // set on every request
	UserAgent      string
	Timeout        time.Duration // whole call, 0 for none
	AttemptTimeout time.Duration // one attempt, and the idle time of a stream, 0 for none
	Retry          RetryPolicy
	Budget         *Budget
	Jitter         func(bound time.Duration) time.Duration
	Limiter        func(context.Context) error // called before each attempt, nil for none

	// SensitiveFields returns the customer data in the body of a request; nil for none.
	SensitiveFields func(*http.Request) []string
}

// Transport sends calls. It is immutable and safe for concurrent use.
type Transport struct {
	cfg         Config
	origin      Origin
	guard       *originGuard      // below the middleware, nil without middleware
	credentials []*secret         // in Config.Header
	rt          http.RoundTripper // the caller's middleware around the origin check around net/http
	foreign     bool              // whether code other than net/http may have made the body of a response
	handle      handler
}

// handler is one step of the chain: it does its part and calls the next step, or returns an error.
type handler func(ctx context.Context, x *exchange) error

// exchange is what the steps of one call share.
type exchange struct {
	call     Call
	original *http.Request // as the request builder returned it
	deadline deadline
	attempt  int            // number of the current attempt, from 1
	extra    int            // attempts that repeated a 401 with another key, at most 1
	key      string         // of the current attempt
	newKey   string         // for the next attempt, "" if the key source is to be asked
	asked    bool           // whether the key source was asked again after a 401
	timer    attemptTimer   // its time limit
	req      *http.Request  // its request
	trace    *sendTrace     // whether it may have been sent, nil if that does not matter
	resp     *http.Response // its response
	res      *Result        // its result, merged with those of earlier attempts
}

// New returns a Transport. The caller has validated cfg. The error is a *NilMiddlewareError.
func New(cfg Config) (*Transport, error) {
	t := &Transport{cfg: cfg, origin: OriginOf(cfg.BaseURL)}
	var err error
	if len(cfg.Middleware) > 0 {
		t.guard = &originGuard{next: cfg.HTTP.Transport, origin: t.origin}
	}
	if t.rt, err = t.roundTripper(); err != nil {
		return nil, err
	}
	for _, s := range credentials(cfg.Header) {
		t.credentials = append(t.credentials, s.indexParts())
	}
	t.foreign = netHTTP(cfg.HTTP.Transport) == nil || len(cfg.Middleware) > 0
	// The chain, from the outermost step to the innermost. The round trip passes through the caller's middleware, then
	// the origin check, then net/http.
	t.handle = t.withRetries(
		t.withLimiter(
			t.withTimeout(
				t.withKey(
					t.withBody(
						t.roundTrip)))))
	return t, nil
}

// Call describes one call.
type Call struct {
	Operation Operation
	Header    http.Header // set on the request, after Config.Header
	Stream    bool        // leave the body of a 2xx JSON response open, as Result.Stream
	MaxBytes  int64       // bound of a 2xx JSON body that is read whole; a longer body is ErrTooLarge
	Lookup    string      // customer data that the caller looks for in the response, "" for none

	// OnAttempt is called after each attempt, once it is decided whether another one follows; nil for none. ctx is the
	// call's context.
	OnAttempt func(ctx context.Context, op Operation, a Attempt)
}

// Result is the outcome of a call. StatusCode is 0 if no response came. Err reports why there is no complete response,
// or what ended the call after the response came. A complete response with an error status leaves Err nil.
type Result struct {
	StatusCode int
	Header     http.Header
	Body       []byte  // the whole body of a 2xx JSON response, else the first MaxErrorBytes
	Stream     *Stream // only for Call.Stream; the caller closes it
	Attempts   []Attempt
	Err        error

	// MayHaveApplied reports whether the server may have carried out a write that did not succeed, in any attempt;
	// MayHaveAppliedBefore, whether in an attempt before the last.
	MayHaveApplied, MayHaveAppliedBefore bool

	open        io.ReadCloser // the body that becomes Stream
	mayHaveSent bool          // whether the server may have received this attempt
	secrets     []*secret
	request     *http.Request // as the request builder returned it, and its path template
	route       string

	sensitive       *Sensitive // nil until it is needed
	sensitiveFields func(*http.Request) []string
	lookup          string
}

// Attempt is one HTTP exchange of a call.
type Attempt struct {
	Start      time.Time
	Duration   time.Duration // until the body was read, or for a stream until the headers arrived
	StatusCode int           // 0 if no response came
	Err        error         // nil if a complete response came
	RequestID  string        // of the response, without the call's secrets
	Wait       time.Duration // before the next attempt, 0 after the last

	// BudgetExhausted reports that a retry was due, but the client's retry budget was used up.
	BudgetExhausted bool
}

// Do sends req and reads the response. It never returns nil.
func (t *Transport) Do(ctx context.Context, req *http.Request, call Call) *Result {
	x := &exchange{call: call, original: req, deadline: deadline{start: time.Now(), timeout: t.cfg.Timeout}}
	x.res.Err = t.handle(ctx, x)
	return x.res
}
