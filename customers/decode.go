package customers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/jsonscan"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// decodeError says which field of an answer is not what the spec promises. Its text never repeats a value.
type decodeError struct {
	index  int    // in a list, -1 outside one
	field  string // as accounts[0].name, "" for the whole
	reason string
	cause  error
}

func (e *decodeError) Error() string {
	var b strings.Builder
	if e.index >= 0 {
		fmt.Fprintf(&b, "item at index %d: ", e.index)
	}
	if e.field != "" {
		fmt.Fprintf(&b, "field %s: ", e.field)
	}
	b.WriteString(e.reason)
	return b.String()
}

// diagnosis is the text for logs: in malformed JSON any name may stand, so a path through it is the server's words.
func (e *decodeError) diagnosis() string {
	d := *e
	var syntactic *jsontext.SyntacticError
	if errors.As(e.cause, &syntactic) {
		d.field = ""
	}
	return d.Error()
}

func (e *decodeError) Unwrap() error { return e.cause }

// decodeNothing accepts any body.
func decodeNothing([]byte) (struct{}, error) { return struct{}{}, nil }

func (k *call) decodeCustomer(body []byte) (*Customer, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, &decodeError{index: -1, reason: "the body is empty"}
	}
	raw := jsontext.Value(body)
	if kind := raw.Kind(); kind != '{' {
		return nil, &decodeError{index: -1, reason: "not a customer but " + kindName(kind)}
	}
	customer, err := k.decoder.decode(raw, raw.IsValid(), -1)
	if err != nil {
		return nil, err
	}
	return &customer, nil
}

// customerDecoder decodes one customer after the other into the same wire type, whose memory it uses again.
type customerDecoder struct {
	scanner jsonscan.Scanner
	wire    openapi.Customer
	offset  int64 // in a list, how many bytes were decoded
}

// customers reads a list of customers, one at a time.
func (d *customerDecoder) customers(body *listBody) iter.Seq2[Customer, error] {
	dec := jsontext.NewDecoder(body, jsontext.AllowDuplicateNames(true)) // jsonscan sees to them
	return func(yield func(Customer, error) bool) {
		d.scanner = jsonscan.NewScanner()
		for i, err := range elements(dec, '{', "a customer") {
			var customer Customer
			if err == nil {
				customer, err = d.next(dec, i)
			}
			if err == nil {
				body.next()
			}
			if !yield(customer, err) || err != nil {
				return
			}
		}
	}
}

// next decodes the customer that follows in a list.
func (d *customerDecoder) next(dec *jsontext.Decoder, index int) (Customer, error) {
	raw, err := dec.ReadValue()
	if err != nil {
		return Customer{}, newDecodeError(index, err)
	}
	d.offset = dec.InputOffset()
	return d.decode(raw, true, index)
}

// decode decodes an object. What the generated scanner does not take, valid or not, is for json/v2 to decide.
func (d *customerDecoder) decode(raw jsontext.Value, valid bool, index int) (Customer, error) {
	if !valid || !jsonscan.Scan(&d.scanner, raw, &d.wire, openapi.ScanCustomer) {
		d.wire = openapi.Customer{}
		if err := json.Unmarshal(raw, &d.wire); err != nil {
			e := newDecodeError(-1, err) // it knows no list
			e.index = index
			return Customer{}, e
		}
	}
	if d.wire.ID == "" {
		return Customer{}, &decodeError{index: index, field: "id", reason: "missing"}
	}
	return customerFromWire(&d.wire), nil
}

func decodeAddresses(body []byte) ([]string, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(body))
	list := []string{}
	for i, err := range elements(dec, '"', "an address") {
		if err != nil {
			return nil, err
		}
		tok, err := dec.ReadToken()
		if err != nil {
			return nil, newDecodeError(i, err)
		}
		list = append(list, tok.String())
	}
	return list, nil
}

// elements walks a JSON array that is the whole input. It yields the index of each element of the wanted kind, which
// the loop's body must then read, and as its last pair an error when the input is anything else.
func elements(dec *jsontext.Decoder, kind jsontext.Kind, name string) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		tok, err := dec.ReadToken()
		switch {
		case errors.Is(err, io.EOF):
			yield(0, &decodeError{index: -1, reason: "the body is empty"})
			return
		case err != nil:
			yield(0, newDecodeError(-1, err))
			return
		case tok.Kind() != '[':
			yield(0, &decodeError{index: -1, reason: "not a list but " + kindName(tok.Kind())})
			return
		}
		i := 0
		for ; dec.PeekKind() == kind; i++ {
			if !yield(i, nil) {
				return
			}
		}
		if k := dec.PeekKind(); k != ']' && k != 0 {
			yield(i, &decodeError{index: i, reason: "not " + name + " but " + kindName(k)})
			return
		}
		if _, err = dec.ReadToken(); err != nil {
			yield(i, newDecodeError(i, err))
			return
		}
		if _, err = dec.ReadToken(); !errors.Is(err, io.EOF) {
			yield(i, &decodeError{index: i, reason: "data after the end of the list", cause: err})
		}
	}
}

// newDecodeError turns a decoder's error into words that name the field and no value.
func newDecodeError(index int, err error) *decodeError {
	e := &decodeError{index: index, cause: err, reason: "malformed JSON"}
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.As(err, &semantic):
		e.field = fieldPath(semantic.JSONPointer, index >= 0)
		e.reason = "unexpected " + kindName(semantic.JSONKind)
		if semantic.JSONKind == '"' {
			e.reason = "a JSON string that cannot be read as " + typeName(semantic)
		}
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		e.reason = "the answer breaks off"
	case errors.As(err, &syntactic):
		e.field = fieldPath(syntactic.JSONPointer, index >= 0)
		e.reason = "malformed JSON at byte " + strconv.FormatInt(syntactic.ByteOffset, 10)
		if errors.Is(err, jsontext.ErrDuplicateName) {
			e.reason = "a name that appears twice"
		}
	}
	return e
}

// fieldPath writes a JSON pointer as accounts[0].name. In a list the first step is the index, which is told apart.
func fieldPath(p jsontext.Pointer, inList bool) string {
	var b strings.Builder
	for token := range p.Tokens() {
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
	return b.String()
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

// typeName says what a field should have been.
func typeName(e *json.SemanticError) string {
	switch {
	case e.GoType == nil:
		return "its type"
	case e.GoType.String() == "time.Time":
		return "a date-time (RFC 3339)"
	}
	return e.GoType.Kind().String()
}
