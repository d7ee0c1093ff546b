package customers

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

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

// errorBody is what can be learnt from the body of an error answer.
type errorBody struct {
	code, message, requestID string
	fields                   []FieldError
}

// parseErrorBody reads the two shapes of the spec's ErrorBody (flat and envelope) and problem details (RFC 9457). It
// takes what it can get: of a truncated or otherwise broken body it keeps the members before the fault, of HTML
// nothing.
func parseErrorBody(body []byte) errorBody {
	var p errorBody
	members(body, func(name string, value jsontext.Value) {
		switch name {
		case "error":
			if value.Kind() == '{' { // the envelope; in the flat shape it is the reason phrase, which the status says
				members(value, p.member)
			}
		default:
			p.member(name, value)
		}
	})
	if p.message == "" {
		p.message = joinFields(p.fields)
	}
	return p
}

// member reads one member of an envelope's error object or of a flat body.
func (p *errorBody) member(name string, value jsontext.Value) {
	switch name {
	case "code":
		p.code = text(value)
	case "message", "detail":
		if value.Kind() == '[' {
			p.messages(value)
		} else {
			p.message = text(value)
		}
	case "title":
		if p.message == "" {
			p.message = text(value)
		}
	case "requestId":
		p.requestID = text(value)
	case "details":
		p.details(value)
	}
}

// members calls visit for each member of an object, until the object ends or breaks.
func members(object []byte, visit func(name string, value jsontext.Value)) {
	dec := jsontext.NewDecoder(bytes.NewReader(object),
		jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if tok, err := dec.ReadToken(); err != nil || tok.Kind() != '{' {
		return
	}
	for dec.PeekKind() == '"' {
		tok, err := dec.ReadToken()
		if err != nil {
			return
		}
		name := tok.String()
		value, err := dec.ReadValue()
		if err != nil {
			return
		}
		visit(name, value)
	}
}

// messages reads the flat shape's list. Each message of the service's framework begins with the property it is about.
func (p *errorBody) messages(value jsontext.Value) {
	var list []jsontext.Value
	if json.Unmarshal(value, &list) != nil {
		return
	}
	for _, v := range list {
		message := text(v)
		f := FieldError{Message: message}
		if name, rest, ok := strings.Cut(message, " "); ok && isRequestField(name) {
			f = FieldError{Field: name, Message: rest}
		}
		p.fields = append(p.fields, f)
	}
}

// isRequestField reports the names that requests of the spec carry; another first word is just a word.
func isRequestField(name string) bool {
	return name == "externalId" || name == "status" || name == "id"
}

// details reads the envelope's list of faults.
func (p *errorBody) details(value jsontext.Value) {
	var list []struct {
		Field   jsontext.Value `json:"field"`
		Message jsontext.Value `json:"message"`
	}
	if json.Unmarshal(value, &list) != nil {
		return
	}
	for _, d := range list {
		p.fields = append(p.fields, FieldError{Field: text(d.Field), Message: text(d.Message)})
	}
}

// text returns a JSON string's content, nothing for null or an absent value, and any other value as it is written.
func text(v jsontext.Value) string {
	switch v.Kind() {
	case '"':
		s, err := jsontext.AppendUnquote(nil, v)
		if err != nil && len(s) == 0 {
			return ""
		}
		return string(s)
	case 'n', 0:
		return ""
	}
	return string(v)
}

func joinFields(fields []FieldError) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = strings.TrimSpace(f.Field + " " + f.Message)
	}
	return strings.Join(parts, "; ")
}
