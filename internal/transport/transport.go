// Package transport carries one call of the customers client to the API and back. It knows HTTP and nothing of
// customers: it attaches the key, retries, keeps the deadlines, never follows a redirect, bounds what it reads, and
// records each attempt.
//
// Each rule lives in the file named for it: auth.go, backoff.go, body.go, budget.go, clock.go, exchange.go, guard.go,
// header.go, limiter.go, observe.go, operation.go, origin.go, pool.go, ratelimit.go, requestid.go, retry.go,
// retryafter.go, scrub.go, sent.go, span.go.
package transport

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Config says how a Transport talks to the API. It is read-only after New.
type Config struct {
	BaseURL        *url.URL
	HTTP           *http.Client // the caller's own, or one with a pool made by NewPool; never modified
	KeyHeader      string
	Key            KeySource
	Header         http.Header // set on every request
	UserAgent      string
	Timeout        time.Duration // whole call, 0 for none
	AttemptTimeout time.Duration // each attempt, and each pause of a stream, 0 for none
	Retry          RetryPolicy
	Budget         *Budget
	Jitter         Jitter
	Limiter        Limiter // nil for none
}

// Transport sends calls. It is immutable and safe for concurrent use.
type Transport struct {
	cfg    Config
	origin Origin
}

// New returns a Transport. The facade has validated cfg.
func New(cfg Config) *Transport {
	return &Transport{cfg: cfg, origin: OriginOf(cfg.BaseURL)}
}

// Call is one call's part of the settings.
type Call struct {
	Operation Operation
	Header    http.Header // set on the request, after Config.Header
	Stream    bool        // leave the body of a 2xx JSON answer open, as Result.Stream
	MaxBytes  int64       // bound of a 2xx JSON body that is read whole; more is ErrTooLarge
	Observer  Observer    // nil for none
}

// Result is what became of a call. StatusCode is 0 when no response came; Err says why there is no complete answer, or
// what ended the call after the answer came. An answer with an error status is complete: it needs no Err.
type Result struct {
	StatusCode int
	Header     http.Header
	Body       []byte        // whole for a 2xx JSON answer, else the first MaxErrorBytes
	Stream     io.ReadCloser // only for Call.Stream; the caller closes it
	Attempts   []Attempt
	Err        error

	// MaybeDone says of a write that did not succeed whether the server may have carried it out all the same, in any
	// attempt; MaybeDoneBefore, whether in an attempt before the last.
	MaybeDone, MaybeDoneBefore bool

	sent    bool // whether the server may have received this attempt
	secrets []string

	// Room for the usual lengths of Attempts and secrets, which saves an allocation each.
	oneAttempt [1]Attempt
	twoSecrets [2]string
}

// Attempt is one HTTP exchange of a call.
type Attempt struct {
	Start      time.Time
	Duration   time.Duration // until the body was read, or for a stream until the header came
	StatusCode int           // 0 when no response came
	Err        error         // nil when a whole answer came
	RequestID  string        // of the answer, without the call's secrets
	Wait       time.Duration // before the next attempt, 0 after the last
}

// Do sends req and reads the answer. It never returns nil.
func (t *Transport) Do(ctx context.Context, req *http.Request, call Call) *Result {
	return t.retry(&clock{caller: ctx, start: time.Now(), timeout: t.cfg.Timeout}, req, call)
}
