package customers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// Every error that a method of this package returns is an [*Error] and matches, by errors.Is, one of these sentinels.
// The status codes are those of the spec's responses.
var (
	// ErrInvalidArgument: refused before any I/O; Error.Fields names the argument.
	ErrInvalidArgument = errors.New("invalid argument")
	// ErrBadRequest: the API refused the input (400, 422, or another 4xx without a sentinel of its own).
	ErrBadRequest = errors.New("bad request")
	// ErrUnauthorized: the API key is missing, wrong or revoked (401).
	ErrUnauthorized = errors.New("unauthorized")
	// ErrForbidden: the API key does not allow this operation (403).
	ErrForbidden = errors.New("forbidden")
	// ErrNotFound: the customer does not exist (404).
	ErrNotFound = errors.New("not found")
	// ErrConflict: the request conflicts with the existing state, such as a second customer with one external ID (409).
	ErrConflict = errors.New("conflict")
	// ErrRateLimited: the rate limit is exhausted (429); see Error.RetryAfter and Error.RateLimit.
	ErrRateLimited = errors.New("rate limited")
	// ErrServer: the service or a gateway failed or timed out (5xx, 408).
	ErrServer = errors.New("server error")
	// ErrUnexpectedResponse: the response is not the resource. It is a 2xx with another content type, empty, null, without
	// id or with a field of the wrong type; or it is a redirect, which is never followed.
	ErrUnexpectedResponse = errors.New("unexpected response")
	// ErrResponseTooLarge: a 2xx response exceeds the bound of WithMaxResponseBytes or WithMaxListBytes.
	ErrResponseTooLarge = errors.New("response too large")
	// ErrTransport: no complete response arrived, because the network failed: DNS, the connection, TLS or HTTP itself. A
	// middleware that failed after it had called the next RoundTripper counts as the network.
	ErrTransport = errors.New("no complete response")
	// ErrTimeout: a timeout of the client ran out: WithTimeout, WithAttemptTimeout or the Timeout of the http.Client. The
	// text names it, and context.DeadlineExceeded is in the same error.
	ErrTimeout = errors.New("timeout")
	// ErrContextDone: the caller's context ended, before or after a request was sent. context.Canceled or
	// context.DeadlineExceeded, and context.Cause, are in the same error.
	ErrContextDone = errors.New("context ended")
	// ErrClientSide: a part that the caller passed failed, so that no request was sent: the limiter, the key source, which
	// may also have returned a key that no header can carry, or a middleware that failed without calling the next
	// RoundTripper or changed the origin of the request.
	ErrClientSide = errors.New("client-side failure")

	// ErrOutcomeUnknown is reported in addition to one of the others if a Create, Update or Delete failed but may have
	// been applied. After a Create, call Ensure.
	ErrOutcomeUnknown = errors.New("outcome unknown")
)

// Error is the only error type of this package. Reach it with errors.As, and compare it with the sentinels by
// errors.Is. Fields that do not apply are zero.
//
// "[REDACTED]" replaces each part, of 8 bytes or more, of the API key and of other credentials in the request, also in
// JSON, URL encoding and base64. Unwrap does not return an error whose text had such a part, but errors.Is and
// errors.As find it.
type Error struct {
	Op         string // the method of this package, such as "Get"
	Method     string // the HTTP method, empty for New, NewFromEnv and With
	Route      string // the path template of the spec, without ids
	StatusCode int    // 0 if no response came, or if FindByExternalID found no customer

	Code    string       // the API's error code, from an error envelope
	Message string       // what went wrong, from the error body or from this package
	Fields  []FieldError // problems of single fields, from the error body or from this package

	RequestID  string        // X-Request-Id, X-Correlation-Id or Request-Id of the response, else the body's requestId
	RetryAfter time.Duration // the delay that the API asks for (RFC 9110 section 10.2.3), 0 for none
	RateLimit  RateLimit     // zero if the response reported none
	Attempts   []Attempt     // every HTTP exchange of the call, oldest first
	Header     http.Header   // of the last response
	Body       []byte        // of the last response, at most 64 KiB; may contain customer data: do not log it

	kind           error
	outcomeUnknown bool
	cause          error
	causeMessage   string
	logMessage     string // what logs may contain: words of this package, never those of the server
	sent           *sentRequest
}

// FieldError is a problem of one field. It marshals to the JSON names of the API's error details.
type FieldError struct {
	Field   string `json:"field,omitzero"` // the name in the API or of the argument; "" if the API does not name the field
	Message string `json:"message"`
}

// maxErrorText bounds what Error returns of the server's words, in bytes.
const maxErrorText = 200

// Error returns one line: operation, status code, kind, message and request ID. It contains at most 200 bytes of the
// server's words, with control characters replaced.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("customers." + e.Op + ": ")
	if e.StatusCode != 0 {
		b.WriteString(strconv.Itoa(e.StatusCode))
		if text := http.StatusText(e.StatusCode); text != "" {
			b.WriteString(" " + text)
		}
	}
	if e.kind != nil && e.StatusCode < 400 { // from 400 on, the status code implies the kind
		if e.StatusCode != 0 {
			b.WriteString(": ")
		}
		b.WriteString(e.kind.Error())
	}
	if e.outcomeUnknown {
		b.WriteString(", " + ErrOutcomeUnknown.Error())
	}
	if summary := e.summary(); summary != "" {
		b.WriteString(": " + summary)
	}
	if e.causeMessage != "" {
		b.WriteString(": " + oneLine(e.causeMessage))
	}
	if n := len(e.Attempts); n > 0 && e.Attempts[n-1].BudgetExhausted {
		b.WriteString(": not retried because the retry budget is used up")
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " [request id %s]", oneLine(e.RequestID))
	}
	return b.String()
}

// summary returns the code and the message, which summarizes the fields.
func (e *Error) summary() string {
	var parts []string
	if e.Code != "" {
		parts = append(parts, e.Code)
	}
	if e.Message != "" {
		parts = append(parts, e.Message)
	}
	return oneLine(strings.Join(parts, ": "))
}

// Kind returns the sentinel that the error matches, such as [ErrNotFound], for a switch or a label of a metric. It
// never returns [ErrOutcomeUnknown], which is reported in addition to the kind.
func (e *Error) Kind() error { return e.kind }

// Timeout reports whether a timeout ended the call: one of the client, the deadline of the caller's context, or one of
// the network. It may be true for an error with a status code, if the time ran out before the next attempt. With it, an
// Error passes the checks that are made with errors.As for the errors of the net package.
func (e *Error) Timeout() bool {
	switch {
	case e.kind == ErrTimeout, errors.Is(e.cause, transport.ErrTimeout): //nolint:errorlint // a sentinel
		return true
	case transport.IsClientSide(e.cause) && !errors.Is(e.cause, transport.ErrContextDone):
		return false // a timeout of the limiter's own, say
	case errors.Is(e.cause, context.DeadlineExceeded):
		return true
	}
	timeout, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](e.cause)
	return ok && timeout.Timeout()
}

// Unwrap returns the sentinel, ErrOutcomeUnknown if it applies, and the cause.
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

// oneLine cuts s to maxErrorText bytes at a rune boundary and replaces what could break a log line or control a
// terminal.
func oneLine(s string) string {
	if len(s) > maxErrorText {
		const ellipsis = "…"
		cut := maxErrorText - len(ellipsis)
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + ellipsis
	}
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !strconv.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
}
