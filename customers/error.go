package customers

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Error is the one error type of this package. Reach it with errors.As; compare with errors.Is and the Err… sentinels.
// Fields that do not apply are zero. It never holds the API key: where the server repeated it, "[REDACTED]" stands.
type Error struct {
	Op         string // the method of this package: "Get"
	Method     string // the HTTP method, empty for New, NewFromEnv and With
	Route      string // the path template of the spec, without ids
	StatusCode int    // 0 when no response came

	Code    string       // the API's error code, from an error envelope
	Message string       // what went wrong, from the error body or from this package
	Fields  []FieldError // faults in single fields, from the error body or from this package

	RequestID  string        // X-Request-Id, X-Correlation-Id or Request-Id of the answer, else the body's requestId
	RetryAfter time.Duration // how long the API asks to wait (RFC 9110 section 10.2.3), 0 when it does not say
	RateLimit  RateLimit     // zero when the answer carried none
	Attempts   []Attempt     // every HTTP exchange of the call, oldest first
	Header     http.Header   // of the last answer
	Body       []byte        // of the last answer, at most 64 KiB. May hold customer data: do not log it

	kind           error
	outcomeUnknown bool
	cause          error
	causeText      string
	diagnosis      string // what logs may say: words of this package or net/http, never the server's
	sent           *sentRequest
}

// FieldError is a fault in one field.
type FieldError struct {
	Field   string // the API's or the argument's name, "" when the API does not name it
	Message string
}

// RateLimit is what an answer tells of the API key's budget (X-RateLimit-Limit, -Remaining and -Reset). It is zero when
// the answer carried none of it.
type RateLimit struct {
	Limit     int       // requests allowed in the window
	Remaining int       // requests left in it
	Reset     time.Time // when it ends
}

// Attempt is one HTTP exchange of a call.
type Attempt struct {
	Start      time.Time
	Duration   time.Duration // until the answer was read, for All and List until its header came
	StatusCode int           // 0 when no response came
	Err        error         // why no whole answer came, or nil; its text shows neither the key nor the id in the path
	RequestID  string        // X-Request-Id, X-Correlation-Id or Request-Id of the answer, "" for none
	Wait       time.Duration // before the next attempt, 0 after the last
}

// maxErrorText bounds what Error shows of the server's words, in bytes.
const maxErrorText = 200

// Error returns one line: operation, status, code, message and request ID. It shows at most 200 bytes of what the
// server wrote, with control characters replaced.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("customers." + e.Op + ": ")
	if e.StatusCode != 0 {
		b.WriteString(strconv.Itoa(e.StatusCode))
		if text := http.StatusText(e.StatusCode); text != "" {
			b.WriteString(" " + text)
		}
	}
	if e.kind != nil && e.StatusCode < 400 { // from 400 on the status says it
		if e.StatusCode != 0 {
			b.WriteString(": ")
		}
		b.WriteString(e.kind.Error())
	}
	if e.outcomeUnknown {
		b.WriteString(", " + ErrOutcomeUnknown.Error())
	}
	if words := e.words(); words != "" {
		b.WriteString(": " + words)
	}
	if e.causeText != "" {
		b.WriteString(": " + oneLine(e.causeText))
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " [request id %s]", oneLine(e.RequestID))
	}
	return b.String()
}

// words is the code and the message, which sums up the fields.
func (e *Error) words() string {
	var parts []string
	if e.Code != "" {
		parts = append(parts, e.Code)
	}
	if e.Message != "" {
		parts = append(parts, e.Message)
	}
	return oneLine(strings.Join(parts, ": "))
}

// Kind returns the sentinel that the error is, as [ErrNotFound], for a switch or a label of a metric; never
// [ErrOutcomeUnknown], which stands beside it.
func (e *Error) Kind() error { return e.kind }

// Unwrap gives errors.Is and errors.As the sentinel, ErrOutcomeUnknown where it applies, and the cause.
func (e *Error) Unwrap() []error {
	errs := make([]error, 0, 3)
	if e.kind != nil {
		errs = append(errs, e.kind)
	}
	if e.outcomeUnknown {
		errs = append(errs, ErrOutcomeUnknown)
	}
	if e.cause != nil {
		errs = append(errs, e.cause)
	}
	return errs
}

// oneLine cuts s to maxErrorText bytes at a rune and replaces what could break a log line or drive a terminal.
func oneLine(s string) string {
	if len(s) > maxErrorText {
		const more = "…"
		cut := maxErrorText - len(more)
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + more
	}
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !strconv.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
}

// Every error that a method of this package returns is an [*Error], and answers errors.Is for one of these. The HTTP
// statuses are those of the spec's responses.
var (
	// ErrInvalidArgument: refused before any I/O; Error.Fields names the argument.
	ErrInvalidArgument = errors.New("invalid argument")
	// ErrBadRequest: the API refused the input (400, 422, or another 4xx without a sentinel of its own).
	ErrBadRequest = errors.New("bad request")
	// ErrUnauthorized: the API key is missing, wrong or revoked (401).
	ErrUnauthorized = errors.New("unauthorized")
	// ErrForbidden: the API key may not do this (403).
	ErrForbidden = errors.New("forbidden")
	// ErrNotFound: there is no such customer (404).
	ErrNotFound = errors.New("not found")
	// ErrConflict: the request contradicts what is there, as a second customer with one external ID does (409).
	ErrConflict = errors.New("conflict")
	// ErrRateLimited: the rate limit is used up (429); see Error.RetryAfter and Error.RateLimit.
	ErrRateLimited = errors.New("rate limited")
	// ErrServer: the service or a gateway failed or gave up waiting (5xx, 408).
	ErrServer = errors.New("server error")
	// ErrUnexpectedResponse: an answer that is not the resource: a 2xx with another content type, empty, null, without
	// id or with a field of the wrong type, or a redirect, which is never followed.
	ErrUnexpectedResponse = errors.New("unexpected response")
	// ErrResponseTooLarge: a 2xx answer over the bound of WithMaxResponseBytes.
	ErrResponseTooLarge = errors.New("response too large")
	// ErrTransport: no complete answer came: connection, TLS, timeout, cancellation, or a failing key source.
	ErrTransport = errors.New("no complete response")

	// ErrOutcomeUnknown stands beside one of the others: a Create, Update or Delete failed in a way that leaves open
	// whether the server acted. After Create, look with FindByExternalID before you try again.
	ErrOutcomeUnknown = errors.New("outcome unknown")
)
