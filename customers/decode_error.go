package customers

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/jsonread"
	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// earlyEnd is the reason of a response that was cut.
const earlyEnd = "the response ends early"

// decodeError reports which field of a response violates the spec. Its text never repeats a value.
type decodeError struct {
	index  int    // in a list, -1 outside one
	field  string // such as accounts[0].name, "" for the whole
	reason string
	cause  error
}

func (e *decodeError) Error() string {
	var b strings.Builder
	if e.index >= 0 {
		fmt.Fprintf(&b, "element at index %d: ", e.index)
	}
	if e.field != "" {
		fmt.Fprintf(&b, "field %s: ", e.field)
	}
	b.WriteString(e.reason)
	return b.String()
}

// decodeKind returns the sentinel of an error in the body of a 2xx response.
func decodeKind(err error) error {
	if errors.Is(err, transport.ErrTooLarge) || errors.Is(err, jsonread.ErrTooLarge) {
		return ErrResponseTooLarge
	}
	return ErrUnexpectedResponse
}

// logMessage is the text for logs. It omits the words of the server: the path to a syntax error, because malformed JSON
// may contain any name, and the text of an error of the network.
func (e *decodeError) logMessage() string {
	d := *e
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.As(e.cause, &syntactic):
		d.field = ""
	case strings.HasPrefix(e.reason, earlyEnd+": "):
		d.reason = earlyEnd + ": " + failureText(e.cause)
	}
	return d.Error()
}

func (e *decodeError) Unwrap() error { return e.cause }

// newDecodeError converts the error of a JSON decoder into a text with the field and without its value.
func newDecodeError(index int, err error) *decodeError {
	e := &decodeError{index: index, cause: err, reason: "malformed JSON"}
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.Is(err, jsonread.ErrTooLarge):
		e.reason = err.Error()
	case errors.As(err, &semantic):
		e.field = fieldPath(semantic.JSONPointer, index >= 0)
		e.reason = kindName(semantic.JSONKind) + " is not expected"
		if semantic.JSONKind == '"' {
			e.reason = "a JSON string that cannot be read as " + typeName(semantic)
		}
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		e.reason = earlyEnd
	case errors.As(err, &syntactic):
		e.reason = "malformed JSON at byte " + strconv.FormatInt(syntactic.ByteOffset, 10)
		if errors.Is(err, jsontext.ErrDuplicateName) {
			e.field, e.reason = fieldPath(syntactic.JSONPointer, index >= 0), "duplicate name"
		}
	}
	return e
}

// maxFieldPath bounds the path of a field in an error, in bytes.
const maxFieldPath = 1 << 10

// fieldPath formats a JSON pointer as accounts[0].name. In a list, the first token is the index, which decodeError
// reports separately.
func fieldPath(p jsontext.Pointer, inList bool) string {
	var b strings.Builder
	for token := range p.Tokens() {
		if b.Len() > maxFieldPath {
			break
		}
		if inList {
			inList = false
			continue
		}
		if _, err := strconv.Atoi(token); err == nil {
			b.WriteString("[" + token + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(token)
	}
	return b.String()[:min(b.Len(), maxFieldPath)]
}

func kindName(k jsontext.Kind) string {
	switch k {
	case 'n':
		return "null"
	case 'f', 't':
		return "a JSON boolean"
	case '"':
		return "a JSON string"
	case '0':
		return "a JSON number"
	case '{', '}':
		return "a JSON object"
	case '[', ']':
		return "a JSON array"
	}
	return "no JSON"
}

// typeName names the type that a field must have.
func typeName(e *json.SemanticError) string {
	switch {
	case e.GoType == nil:
		return "its type"
	case e.GoType.String() == "time.Time":
		return "a date-time (RFC 3339)"
	}
	return e.GoType.Kind().String()
}
