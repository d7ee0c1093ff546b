package customers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
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
// JSON, URL encoding and base64. In the texts that programs log, which are those of Error, Code, RequestID, the errors
// of Unwrap and Attempt.Err, it also replaces the customer data that the caller sent: the id, and values of fields that
// the spec marks x-sensitive. Values of 1 to 3 bytes are not replaced. Unwrap does not return an error whose text had
// any of these, but errors.Is and errors.As find it.
//
// Message, Fields, Header and Body have the words of the API, which may contain customer data: do not log them.
type Error struct { //nolint:recvcheck // MarshalJSON has a value receiver: a copy must marshal no more
	Op         string // the method of this package, such as "Get"
	Method     string // the HTTP method, empty for New, NewFromEnv and With
	Route      string // the path template of the spec, without ids
	StatusCode int    // 0 if no response came, or if FindByExternalID found no customer

	Code    string       // the API's error code, from an error envelope
	Message string       // what went wrong, from the error body or from this package; may contain customer data
	Fields  []FieldError // problems of single fields, from the error body or from this package; the same

	RequestID  string        // X-Request-Id, X-Correlation-Id or Request-Id of the response, else the body's requestId
	RetryAfter time.Duration // the delay that the API asks for (RFC 9110 section 10.2.3), 0 for none
	RateLimit  RateLimit     // zero if the response reported none
	Attempts   []Attempt     // every HTTP exchange of the call, oldest first
	Header     http.Header   // of the last response
	Body       []byte        // of the last response, at most 64 KiB; may contain customer data
	Element    *Element      // the element of a list that the error is about, nil for none

	kind           error // nil for the sentinel of StatusCode
	outcomeUnknown bool
	cause          error
	causeMessage   string
	logMessage     string // what logs may contain: words of this package, never those of the server
	sent           *sentRequest
	sensitive      *transport.Sensitive
}

// FieldError is a problem of one field. It marshals to the JSON names of the API's error details.
type FieldError struct {
	Field   string `json:"field,omitzero"` // the name in the API or of the argument; "" if the API does not name the field
	Message string `json:"message"`
}

// Element is an element of a list, in the error about it.
type Element struct {
	Index int // from 0; it counts the elements that SkipInvalid skipped
	// Raw is the element as the API sent it, at most 64 KiB of it, if it is valid JSON. It may contain customer data: do
	// not log it.
	Raw []byte `json:"-"`
}

// maxErrorText bounds what Error returns of the server's words, in bytes.
const maxErrorText = 200

// Error returns one line: operation, status code, kind, message and request ID. It is safe to log: it has at most 200
// bytes of the server's words, with control characters replaced, and without what the caller sent (see [Error]).
func (e *Error) Error() string {
	kind, status := e.Kind(), ""
	if e.StatusCode != 0 {
		status = http.StatusText(e.StatusCode)
	}
	//nolint:errorlint // a kind is a sentinel itself
	if e.StatusCode >= http.StatusBadRequest && kind == statusSentinel(e.StatusCode) {
		kind = nil // the status code implies it
	}
	redacted := func(s string) string { return oneLine(e.sensitive.Redact(s)) }
	message := redacted(e.Message)
	if e.Message == e.logMessage { // words of this package, which are not cut
		message = printable(e.sensitive.Redact(e.Message))
	}
	parts := dropRepeated(status, kindText(kind), redacted(e.Code), message, oneLine(e.causeMessage))

	head := strings.TrimSuffix("customers."+e.Op, ".")
	if e.StatusCode != 0 {
		head = joinParts(head, strings.TrimSpace(strconv.Itoa(e.StatusCode)+" "+parts[0]))
	}
	head = joinParts(head, parts[1])
	if e.outcomeUnknown {
		head += ", " + ErrOutcomeUnknown.Error()
	}
	if parts[2] != "" {
		parts[3] = oneLine(joinParts(parts[2], parts[3])) // both are words of the server
	}
	budget := ""
	if e.budgetExhausted() {
		budget = "not retried because the retry budget is used up"
	}
	line := joinParts(head, parts[3], parts[4], budget)
	if e.RequestID != "" {
		line += " [request id " + redacted(e.RequestID) + "]"
	}
	return line
}

// budgetExhausted reports whether the retry budget prevented another attempt.
func (e *Error) budgetExhausted() bool {
	n := len(e.Attempts)
	return n > 0 && e.Attempts[n-1].BudgetExhausted
}

func kindText(kind error) string {
	if kind == nil {
		return ""
	}
	return kind.Error()
}

// dropRepeated returns the parts with "" in place of each one whose words are in another part, in the same order.
func dropRepeated(parts ...string) []string {
	words := make([]string, len(parts))
	for i, part := range parts {
		isSeparator := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' }
		words[i] = " " + strings.Join(strings.FieldsFunc(strings.ToLower(part), isSeparator), " ") + " "
	}
	kept := make([]string, len(parts))
	for i, part := range parts {
		if !isRepeated(words, i) {
			kept[i] = part
		}
	}
	return kept
}

// isRepeated reports whether another element of words contains the element at i. Of equal ones, the first is kept.
func isRepeated(words []string, i int) bool {
	for j, other := range words {
		if j != i && strings.Contains(other, words[i]) && (j < i || other != words[i]) {
			return true
		}
	}
	return false
}

// joinParts joins the parts that are not empty.
func joinParts(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ": ")
}

// Kind returns the sentinel that the error matches, such as [ErrNotFound], for a switch or a label of a metric. It
// never returns nil, nor [ErrOutcomeUnknown], which is reported in addition to the kind. The kind of an Error that a
// test made is that of its StatusCode, or [ErrTransport] if that is 0.
func (e *Error) Kind() error {
	switch {
	case e.kind != nil:
		return e.kind
	case e.StatusCode == 0:
		return ErrTransport
	}
	return statusSentinel(e.StatusCode)
}

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
	errs := append(make([]error, 0, 3), e.Kind())
	if e.outcomeUnknown {
		errs = append(errs, ErrOutcomeUnknown)
	}
	if e.cause != nil {
		errs = append(errs, e.cause)
	}
	return errs
}

// oneLine cuts s to maxErrorText bytes at a rune boundary and makes it printable.
func oneLine(s string) string {
	if len(s) > maxErrorText {
		const ellipsis = "…"
		cut := maxErrorText - len(ellipsis)
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + ellipsis
	}
	return printable(s)
}

// printable replaces what could break a log line or control a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !strconv.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
}
