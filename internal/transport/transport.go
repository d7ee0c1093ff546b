// Package transport carries one call of the customers client to the API and back. It knows HTTP and nothing of
// customers: it attaches the key, keeps the deadline, never follows a redirect, bounds what it reads, and records
// each attempt.
//
// Each rule lives in the file named for it: auth.go, body.go, deadline.go, exchange.go, origin.go, pool.go,
// ratelimit.go, requestid.go, retryafter.go, scrub.go, sent.go.
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
	BaseURL   *url.URL
	HTTP      *http.Client // the caller's own, or one with a pool made by NewPool; never modified
	KeyHeader string
	Key       KeySource
	Header    http.Header // set on every request
	UserAgent string
	Timeout   time.Duration // whole call, 0 for none
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
	Header   http.Header // set on the request, after Config.Header
	Stream   bool        // leave the body of a 2xx JSON answer open, as Result.Stream
	MaxBytes int64       // bound of a 2xx JSON body that is read whole; more is ErrTooLarge. 0: the body does not matter
}

// Result is what became of a call. StatusCode is 0 when no response came; Err says why there is no complete answer.
// An answer with an error status is complete: it has a StatusCode and no Err.
type Result struct {
	StatusCode int
	Header     http.Header
	Body       []byte        // whole for a 2xx JSON answer, else the first MaxErrorBytes
	Stream     io.ReadCloser // only for Call.Stream; the caller closes it
	Attempts   []Attempt
	MaybeSent  bool // whether the server may have received the request
	Err        error

	secrets []string
}

// Attempt is one HTTP exchange of a call.
type Attempt struct {
	Start      time.Time
	Duration   time.Duration // until the body was read, or for a stream until the header came
	StatusCode int           // 0 when no response came
	Err        error         // nil when a whole answer came
}

// Do sends req and reads the answer. It never returns nil.
func (t *Transport) Do(ctx context.Context, req *http.Request, call Call) *Result {
	d := newDeadline(ctx, t.cfg.Timeout)
	res := t.attempt(d.ctx, req, call)
	if res.Err != nil {
		res.Err = d.explain(res.Err)
	}
	if res.Stream == nil {
		d.stop()
		return res
	}
	d.detach() // the timeout bounded the wait for the header; the stream may go on
	res.Stream = &stream{ReadCloser: res.Stream, deadline: d}
	return res
}

// stream frees the call's context when the body is closed.
type stream struct {
	io.ReadCloser
	deadline *deadline
}

// Read explains a cut by the context's end, so that a caller sees why.
func (s *stream) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // io.Reader's contract is io.EOF itself
		err = s.deadline.explain(err)
	}
	return n, err
}

// Close closes the body.
func (s *stream) Close() error {
	err := s.ReadCloser.Close()
	s.deadline.stop()
	return err
}
