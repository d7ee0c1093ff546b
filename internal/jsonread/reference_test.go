package jsonread_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/jsonread"
	"github.com/ledgerlink/link-sdk-go/internal/jsonread/kinds"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// This file decodes without the Reader and without generated functions, to compare with.

// decodeReference decodes one value with jsontext and json/v2 only: an error of the grammar comes first, and members
// without a field are validated, but otherwise as good as white space.
func decodeReference[T any](text []byte) (v T, err error) {
	if err = json.Unmarshal(text, new(jsontext.Value), jsontext.AllowDuplicateNames(true)); err == nil {
		err = json.Unmarshal(withoutUnknown(text, reflect.TypeFor[T]()), &v)
	}
	return v, err
}

// referenceElement is an element of a list that is valid JSON.
type referenceElement[T any] struct {
	raw   string
	value T
	err   summary
}

// readReference reads a list with jsontext and json/v2 only, and returns its elements up to the first error that is not
// about one of them.
func readReference[T any](list []byte, kind jsontext.Kind) (elements []referenceElement[T], err error) {
	dec := jsontext.NewDecoder(bytes.NewBuffer(slices.Clone(list)), jsontext.AllowDuplicateNames(true))
	open, err := dec.ReadToken()
	switch {
	case err != nil:
		return nil, err
	case open.Kind() != '[':
		return nil, &jsonread.KindError{Want: '[', Got: open.Kind()}
	}
	for got := dec.PeekKind(); got != ']' && got != 0; got = dec.PeekKind() {
		raw, err := dec.ReadValue()
		if err != nil {
			return elements, err
		}
		element := referenceElement[T]{raw: string(raw)}
		if got != kind {
			element.err = summarize(&jsonread.KindError{Want: kind, Got: got})
		} else {
			offset := dec.InputOffset() - int64(len(raw))
			element.value, err = decodeReference[T](slices.Clone(raw))
			if element.err = summarize(err); err != nil {
				element.err.offset += offset
				element.err.pointer = jsontext.Pointer("/"+strconv.Itoa(len(elements))) + element.err.pointer
			}
		}
		elements = append(elements, element)
	}
	if _, err = dec.ReadToken(); err != nil {
		return elements, err
	}
	if _, err = dec.ReadToken(); !errors.Is(err, io.EOF) {
		return elements, jsonread.ErrTrailingData
	}
	return elements, nil
}

// withoutUnknown returns text with spaces in the place of all members that have no field in t, so that positions stay.
func withoutUnknown(text []byte, t reflect.Type) []byte {
	b := blanker{jsontext.NewDecoder(bytes.NewBuffer(slices.Clone(text)), jsontext.AllowDuplicateNames(true)), slices.Clone(text)}
	_ = b.value(t) // text is valid
	return b.text
}

// blanker overwrites members in text with spaces.
type blanker struct {
	dec  *jsontext.Decoder
	text []byte
}

// nothing is the type of values that no field reads: none of their members has a field.
type nothing struct{}

// generated reports whether a type has a generated function. json/v2 reads all other structs, and any other type that
// can have members, and rejects every duplicate name in them.
func generated(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[openapi.Customer](), reflect.TypeFor[openapi.Account](), reflect.TypeFor[openapi.AccountCustomer](),
		reflect.TypeFor[openapi.FlatErrorBody](), reflect.TypeFor[openapi.NestedErrorBody](),
		reflect.TypeFor[openapi.ErrorInfo](), reflect.TypeFor[openapi.ErrorDetail](),
		reflect.TypeFor[kinds.Kinds](), reflect.TypeFor[kinds.Child](), reflect.TypeFor[nothing]():
		return true
	}
	return false
}

func (b *blanker) value(t reflect.Type) error {
	if t.Kind() == reflect.Pointer {
		return b.value(t.Elem())
	}
	element := reflect.TypeFor[nothing]()
	isText := t.Kind() == reflect.String || t == reflect.TypeFor[time.Time]()
	isSlice := t.Kind() == reflect.Slice && t.Name() == "" && readsElements(t.Elem())
	if isSlice {
		element = t.Elem()
	}
	switch b.dec.PeekKind() {
	case '{':
		switch {
		case generated(t):
			return b.object(t)
		case isText, isSlice:
			return b.object(reflect.TypeFor[nothing]())
		}
	case '[':
		if !generated(t) && !isText && !isSlice {
			break
		}
		for _, err := b.dec.ReadToken(); b.dec.PeekKind() != ']'; {
			if err != nil {
				return err
			}
			err = b.value(element)
		}
		_, err := b.dec.ReadToken()
		return err
	}
	return b.dec.SkipValue()
}

// readsElements reports whether a slice of t is read element by element, rather than by json/v2.
func readsElements(t reflect.Type) bool {
	return t.Kind() == reflect.String || t == reflect.TypeFor[time.Time]() || generated(t)
}

func (b *blanker) object(t reflect.Type) error {
	if _, err := b.dec.ReadToken(); err != nil {
		return err
	}
	kept, end := false, b.dec.InputOffset() // whether there is a member with a field, and where the last one ends
	for b.dec.PeekKind() != '}' {
		name, err := b.dec.ReadValue()
		if err != nil {
			return err
		}
		start := b.dec.InputOffset() - int64(len(name))
		field := fieldOf(t, name)
		if field == nil {
			if err := b.dec.SkipValue(); err != nil {
				return err
			}
			b.blank(end, b.dec.InputOffset())
			continue
		}
		if !kept {
			b.blank(end, start) // the comma
		}
		if err := b.value(field); err != nil {
			return err
		}
		kept, end = true, b.dec.InputOffset()
	}
	_, err := b.dec.ReadToken()
	return err
}

func (b *blanker) blank(from, to int64) {
	for i := range b.text[from:to] {
		b.text[from:to][i] = ' '
	}
}

// fieldOf returns the type of the field with the quoted name, nil if there is none.
func fieldOf(t reflect.Type, quoted []byte) reflect.Type {
	name, err := jsontext.AppendUnquote(nil, quoted)
	if err != nil {
		return nil
	}
	for field := range t.Fields() {
		if tag, _, _ := strings.Cut(field.Tag.Get("json"), ","); tag == string(name) {
			return field.Type
		}
	}
	return nil
}
