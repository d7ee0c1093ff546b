package customers

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// errorBody is what the body of an error response contains.
type errorBody struct {
	code, message, requestID string
	fields                   []FieldError
}

// parseErrorBody parses the two shapes of the spec's ErrorBody (flat and envelope) and problem details (RFC 9457). It
// keeps what it can parse: of a broken body, the members before the first error; of HTML, nothing.
func parseErrorBody(body []byte) errorBody {
	var p errorBody
	members(body, func(name string, value jsontext.Value) {
		switch name {
		case "error":
			if value.Kind() == '{' { // the envelope; in the flat shape this is the reason phrase, which the status code implies
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

// member parses one member of an envelope's error object or of a flat body.
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

// newTolerantDecoder returns a decoder that accepts more than JSON allows.
func newTolerantDecoder(value []byte) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewReader(value),
		jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// members calls visit for each member of an object, until the object ends or is malformed.
func members(object []byte, visit func(name string, value jsontext.Value)) {
	dec := newTolerantDecoder(object)
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

// elements calls visit for each element of an array, until the array ends or is malformed.
func elements(array []byte, visit func(jsontext.Value)) {
	dec := newTolerantDecoder(array)
	if tok, err := dec.ReadToken(); err != nil || tok.Kind() != '[' {
		return
	}
	for dec.PeekKind() != ']' {
		value, err := dec.ReadValue()
		if err != nil {
			return
		}
		visit(value)
	}
}

// messages parses the list of the flat shape. Each message of the service's framework begins with the name of a
// property of the request; any other first word is just a word.
func (p *errorBody) messages(value jsontext.Value) {
	elements(value, func(element jsontext.Value) {
		message := text(element)
		f := FieldError{Message: message}
		if name, rest, ok := strings.Cut(message, " "); ok && openapi.IsRequestField(name) {
			f = FieldError{Field: name, Message: rest}
		}
		p.fields = append(p.fields, f)
	})
}

// details parses the list of field errors in an envelope.
func (p *errorBody) details(value jsontext.Value) {
	elements(value, func(detail jsontext.Value) {
		if detail.Kind() != '{' {
			return
		}
		var f FieldError
		members(detail, func(name string, value jsontext.Value) {
			switch name {
			case "field":
				f.Field = text(value)
			case "message":
				f.Message = text(value)
			}
		})
		p.fields = append(p.fields, f)
	})
}

// text returns the content of a JSON string, "" for null or an absent value, and any other value as it is written.
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
