package customers

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// checkResponse returns the error of a response that is not a 2xx with JSON, or nil.
func (k *call) checkResponse() error {
	res := k.res
	switch {
	case res.StatusCode == http.StatusNotFound && k.op.Method == http.MethodDelete && res.MayHaveAppliedBefore:
		return nil // an earlier attempt deleted the customer, and its response was lost
	case res.StatusCode == 0:
		return k.newError(sentinelOf(res.Err), res.Err, "")
	case !transport.IsSuccess(res.StatusCode):
		return k.apiError()
	case k.op.Method == http.MethodDelete && !isHTML(res.Header):
		return nil // the API does not document a body
	case !transport.IsJSON(res.Header):
		return k.contentTypeError()
	case res.Err != nil:
		return k.newError(sentinelOf(res.Err), res.Err, "")
	}
	return nil
}

func isHTML(h http.Header) bool {
	return strings.Contains(strings.ToLower(h.Get("Content-Type")), "text/html")
}

// statusSentinel returns the sentinel of a status code that is not 2xx.
func statusSentinel(status int) error {
	switch status {
	case http.StatusUnauthorized:
		return ErrUnauthorized
	case http.StatusForbidden:
		return ErrForbidden
	case http.StatusNotFound:
		return ErrNotFound
	case http.StatusConflict:
		return ErrConflict
	case http.StatusTooManyRequests:
		return ErrRateLimited
	case http.StatusRequestTimeout:
		return ErrServer
	}
	switch status / 100 {
	case 4:
		return ErrBadRequest
	case 5:
		return ErrServer
	}
	return ErrUnexpectedResponse
}

// sentinelOf returns the sentinel of an error of the transport.
func sentinelOf(err error) error {
	switch {
	case errors.Is(err, transport.ErrTooLarge):
		return ErrResponseTooLarge
	case errors.Is(err, transport.ErrContextDone):
		return ErrContextDone
	case errors.Is(err, transport.ErrTimeout):
		return ErrTimeout
	case transport.IsClientSide(err):
		return ErrClientSide
	}
	return ErrTransport
}

// invalidArgument returns the error of a call that was refused before any I/O.
func invalidArgument(op Operation, found ...FieldError) *Error {
	message := joinFields(found)
	return &Error{
		Op: op.Name, Method: op.Method, Route: op.Route,
		Message:    message,
		Fields:     found,
		kind:       ErrInvalidArgument,
		logMessage: message,
	}
}

// contentTypeError returns the error of a 2xx response that is not JSON.
func (k *call) contentTypeError() error {
	const format = "content type %s instead of JSON"
	received := k.res.Header.Get("Content-Type")
	known := "(unknown)"
	if mediaType, _, _ := strings.Cut(strings.ToLower(received), ";"); isKnownMediaType(mediaType) {
		known = mediaType
	}
	e := k.newError(ErrUnexpectedResponse, k.res.Err, fmt.Sprintf(format, known))
	e.Message = k.res.Scrub(fmt.Sprintf(format, received))
	return e
}

// isKnownMediaType reports the media types of common gateways and servers, which logs may contain. Any other one is
// words of the server.
func isKnownMediaType(mediaType string) bool {
	return slices.Contains([]string{
		"text/html", "text/plain", "text/xml", "application/xml", "application/xhtml+xml", "application/octet-stream",
		"text/csv", "application/x-ndjson", "text/event-stream", "application/pdf",
	}, mediaType)
}

// apiError returns the error of a response with an error status.
func (k *call) apiError() error {
	p := parseErrorBody(k.res.Body)
	message := ""
	if k.res.StatusCode/100 == 3 {
		message = "redirects are not followed"
	}
	e := k.newError(statusSentinel(k.res.StatusCode), k.res.Err, message)
	if message == "" {
		e.Message = k.res.Scrub(p.message)
	}
	e.Code = e.sensitive.Redact(k.res.Scrub(p.code))
	e.Fields = p.fields
	for i, f := range e.Fields {
		e.Fields[i] = FieldError{Field: k.res.Scrub(f.Field), Message: k.res.Scrub(f.Message)}
	}
	if e.RequestID == "" {
		e.RequestID = e.sensitive.Redact(k.res.Scrub(p.requestID))
	}
	if k.res.StatusCode == http.StatusUnauthorized { // the header's name is inferred, so it may be the mistake
		sent := "the key was sent in " + k.client.settings.keyHeader
		e.causeMessage = strings.TrimSuffix(sent+"; "+e.causeMessage, "; ")
		e.logMessage = strings.TrimSuffix(sent+"; "+e.logMessage, "; ")
	}
	return e
}

// newError returns an Error with everything that is known about the call. The message is in words of this package.
func (k *call) newError(kind, cause error, message string) *Error {
	res := k.res
	sensitive := res.Sensitive()
	e := &Error{
		Op: k.op.Name, Method: k.op.Method, Route: k.op.Route,
		StatusCode: res.StatusCode,
		Message:    res.Scrub(message),
		RequestID:  res.RequestID(true),
		RetryAfter: transport.ParseRetryAfter(res.Header, time.Now()),
		RateLimit:  RateLimit(transport.ParseRateLimit(res.Header)),
		Attempts:   attemptsOf(res),
		Header:     res.ScrubHeader(res.Header),
		Body:       boundedBody(res),
		kind:       kind,
		cause:      res.ScrubError(cause),

		sent:           k.sentRequest(),
		sensitive:      sensitive,
		logMessage:     message,
		outcomeUnknown: k.op.Method != http.MethodGet && res.MayHaveApplied,
	}
	var invalid *decodeError
	switch {
	case errors.As(cause, &invalid):
		e.Message = res.Scrub(invalid.Error())
		e.logMessage = sensitive.Redact(res.Scrub(invalid.logMessage()))
		if invalid.field != "" {
			e.Fields = []FieldError{{Field: res.Scrub(invalid.field), Message: res.Scrub(invalid.reason)}}
		}
	case cause != nil:
		e.causeMessage = e.cause.Error()
		e.logMessage = joinParts(message, failureText(cause))
	}
	if n := len(e.Attempts); n > 0 && transport.IsSuccess(e.Attempts[n-1].StatusCode) {
		e.Attempts[n-1].RequestID = e.RequestID // an attempt that succeeded may have it with customer data
	}
	if k.info != nil {
		k.info.RequestID, k.info.Header, k.info.Body = e.RequestID, e.Header, e.Body
	}
	return e
}

// boundedBody cuts the body again after scrubbing, because "[REDACTED]" can be longer than the secret.
func boundedBody(res *transport.Result) []byte {
	body := res.ScrubBytes(res.Body[:min(len(res.Body), transport.MaxErrorBytes)])
	return body[:min(len(body), transport.MaxErrorBytes)]
}

func (info *ResponseInfo) fill(res *transport.Result) {
	*info = ResponseInfo{
		StatusCode: res.StatusCode,
		RequestID:  res.RequestID(false),
		RetryAfter: transport.ParseRetryAfter(res.Header, time.Now()),
		RateLimit:  RateLimit(transport.ParseRateLimit(res.Header)),
		Attempts:   attemptsOf(res),
		Header:     res.Header,
		Body:       res.Body,
	}
}

func attemptsOf(res *transport.Result) []Attempt {
	attempts := make([]Attempt, len(res.Attempts))
	for i, a := range res.Attempts {
		attempts[i] = Attempt(a)
	}
	return attempts
}
