package customers

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// invalidArgument is the error of a call that was refused before any I/O.
func invalidArgument(op operation, faults ...FieldError) *Error {
	return &Error{
		Op: op.name, Method: op.method, Route: op.route,
		Message: joinFields(faults),
		Fields:  faults,
		kind:    ErrInvalidArgument,
	}
}

// failure returns the error of an answer that is not a 2xx with JSON, or nil.
func (k *call) failure() error {
	res := k.res
	switch {
	case res.StatusCode == http.StatusNotFound && k.op.method == http.MethodDelete && res.MaybeDoneBefore:
		return nil // an attempt before this one did it, and its answer was lost
	case res.StatusCode == 0:
		return k.newError(causeSentinel(res.Err), res.Err, "")
	case !transport.IsSuccess(res.StatusCode):
		return k.apiError()
	case k.op.method == http.MethodDelete && !isHTML(res.Header):
		return nil // whether it has a body, and which, is not documented
	case !transport.IsJSON(res.Header):
		return k.newError(ErrUnexpectedResponse, res.Err, "content type "+res.Header.Get("Content-Type")+" instead of JSON")
	case res.Err != nil:
		return k.newError(causeSentinel(res.Err), res.Err, "")
	}
	return nil
}

// apiError is the error of an answer whose status says so.
func (k *call) apiError() error {
	p := parseErrorBody(k.res.Body)
	if k.res.StatusCode/100 == 3 {
		p.message = "redirects are not followed"
	}
	e := k.newError(statusSentinel(k.res.StatusCode), k.res.Err, p.message)
	e.Code = k.res.Scrub(p.code)
	e.Fields = p.fields
	for i, f := range e.Fields {
		e.Fields[i] = FieldError{Field: k.res.Scrub(f.Field), Message: k.res.Scrub(f.Message)}
	}
	if e.RequestID == "" {
		e.RequestID = k.res.Scrub(p.requestID)
	}
	return e
}

// broken is the error of a list that could not be read to its end.
func (k *call) broken(body *listBody, err error) error {
	kind := ErrUnexpectedResponse
	var at *decodeError
	if body.err != nil && errors.As(err, &at) {
		kind = causeSentinel(body.err)
		err = &decodeError{index: at.index, reason: "the answer breaks off: " + body.err.Error(), cause: body.err}
	}
	k.res.Body = body.last()
	return k.newError(kind, err, "")
}

// newError builds the one error type from everything that is known of the call.
func (k *call) newError(kind, cause error, message string) *Error {
	res := k.res
	e := &Error{
		Op: k.op.name, Method: k.op.method, Route: k.op.route,
		StatusCode: res.StatusCode,
		Message:    res.Scrub(message),
		RequestID:  res.Scrub(transport.RequestID(res.Header)),
		RetryAfter: transport.ParseRetryAfter(res.Header, time.Now()),
		RateLimit:  RateLimit(transport.ParseRateLimit(res.Header)),
		Attempts:   attemptsOf(res),
		Header:     res.ScrubHeader(res.Header),
		Body:       boundedBody(res),
		kind:       kind,
		cause:      cause,

		sent:           k.sentRequest(),
		outcomeUnknown: k.op.method != http.MethodGet && res.MaybeDone,
	}
	var fault *decodeError
	switch {
	case errors.As(cause, &fault):
		e.Message = res.Scrub(fault.Error())
		e.diagnosis = res.Scrub(fault.diagnosis())
		if fault.field != "" {
			e.Fields = []FieldError{{Field: fault.field, Message: fault.reason}}
		}
	case cause != nil:
		e.causeText = res.Scrub(cause.Error())
		e.diagnosis = e.causeText
	}
	if k.info != nil {
		k.info.RequestID, k.info.Header, k.info.Body = e.RequestID, e.Header, e.Body
	}
	return e
}

// boundedBody cuts after scrubbing too: what stands for a secret can be longer than the secret.
func boundedBody(res *transport.Result) []byte {
	body := res.ScrubBytes(res.Body[:min(len(res.Body), transport.MaxErrorBytes)])
	return body[:min(len(body), transport.MaxErrorBytes)]
}

// statusSentinel maps a status that is not 2xx.
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

// causeSentinel maps a failure of the exchange.
func causeSentinel(err error) error {
	switch {
	case errors.Is(err, transport.ErrTooLarge):
		return ErrResponseTooLarge
	case errors.Is(err, transport.ErrInvalidKey):
		return ErrInvalidArgument
	}
	return ErrTransport
}

func isHTML(h http.Header) bool {
	return strings.Contains(strings.ToLower(h.Get("Content-Type")), "text/html")
}
