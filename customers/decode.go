package customers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/jsonread"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

const (
	// minValueBytes is the number of bytes of WithMaxResponseBytes for which a response may have one JSON value, because
	// a value takes more memory than JSON: an account of 2 bytes takes 240.
	minValueBytes = 160
	// minValues is how many JSON values a response may have even if WithMaxResponseBytes is small.
	minValues = 1024
)

// schema describes how values of one schema of the spec are decoded: into the wire type W, then into V of this package.
type schema[W, V any] struct {
	name    string // for errors, such as "a customer"
	kind    jsontext.Kind
	read    func(*jsonread.Reader, *W) // generated from the spec
	convert func(*W) V
	id      func(*W) string // returns the id, without which a value is invalid; nil if the schema requires none
}

func customerSchema() schema[openapi.Customer, Customer] {
	return schema[openapi.Customer, Customer]{
		name: "a customer", kind: '{', read: openapi.ReadCustomer, convert: customerFromWire,
		id: func(w *openapi.Customer) string { return w.ID },
	}
}

func addressSchema() schema[string, string] {
	return schema[string, string]{
		name: "an address", kind: '"', read: jsonread.String[string], convert: func(w *string) string { return *w },
	}
}

// check returns the error of a decoded value that lacks its id. The index is that in a list, -1 outside one.
func (s *schema[W, V]) check(w *W, index int) error {
	if s.id != nil && s.id(w) == "" {
		return &decodeError{index: index, field: "id", reason: "missing"}
	}
	return nil
}

func newReader(maxBytes int64) jsonread.Reader {
	return jsonread.Reader{
		MaxBytes:  int(min(maxBytes, math.MaxInt)),
		MaxValues: int(min(max(maxBytes/minValueBytes, minValues), math.MaxInt)),
	}
}

// decodeObject returns the decoder of a body that is one value.
func decodeObject[W, V any](k *call, s schema[W, V]) func([]byte) (*V, error) {
	return func(body []byte) (*V, error) {
		if len(bytes.TrimSpace(body)) == 0 {
			return nil, &decodeError{index: -1, reason: "the body is empty"}
		}
		if kind := jsontext.Value(body).Kind(); kind != s.kind {
			return nil, &decodeError{index: -1, reason: "not " + s.name + " but " + kindName(kind)}
		}
		var wire W
		if err := jsonread.Unmarshal(&k.reader, body, &wire, s.read); err != nil {
			return nil, newDecodeError(-1, err)
		}
		if err := s.check(&wire, -1); err != nil {
			return nil, err
		}
		v := s.convert(&wire)
		return &v, nil
	}
}

// decodeList returns the decoder of a body that is a list.
func decodeList[W, V any](k *call, s schema[W, V]) func([]byte) ([]V, error) {
	return func(body []byte) ([]V, error) {
		r := &k.reader
		r.ResetBytes(body)
		list := []V{}
		values := 1 // the list is one, too
		for v, err := range decodeElements(r, s, func() {}) {
			if err != nil {
				return nil, err
			}
			if values += r.Values(); values > r.MaxValues {
				return nil, newDecodeError(-1, fmt.Errorf("%w: more than %d JSON values", jsonread.ErrTooLarge, r.MaxValues))
			}
			list = append(list, v)
		}
		return list, nil
	}
}

// decodeElements decodes a JSON array that is the whole input, and calls end after the closing bracket. An element that
// is valid JSON but no V comes with an error, r.Element returns its bytes, and the next element follows. After any
// other error, which is the last, r.Element returns nil.
func decodeElements[W, V any](r *jsonread.Reader, s schema[W, V], end func()) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		var wire W
		var none V
		n := 0
		for i, err := range jsonread.Elements(r, s.kind, &wire, s.read) {
			n = i + 1
			if err != nil {
				err = newListError(i, s.name, err)
			} else if err = s.check(&wire, i); err == nil {
				if !yield(s.convert(&wire), nil) {
					return
				}
				continue
			}
			if !yield(none, err) || r.Element() == nil {
				return
			}
		}
		end()
		if err := r.End(); err != nil {
			yield(none, &decodeError{index: n, reason: "data after the end of the list", cause: err})
		}
	}
}

// newListError converts the error of an element.
func newListError(index int, name string, err error) error {
	var kind *jsonread.KindError
	switch {
	case index == 0 && errors.Is(err, io.EOF):
		return &decodeError{index: -1, reason: "the body is empty"}
	case !errors.As(err, &kind):
		return newDecodeError(index, err)
	case kind.Want == '[':
		return &decodeError{index: -1, reason: "not a list but " + kindName(kind.Got)}
	}
	return &decodeError{index: index, reason: "not " + name + " but " + kindName(kind.Got)}
}

// decodeNothing accepts any body.
func decodeNothing([]byte) (struct{}, error) { return struct{}{}, nil }

// withID returns the decoder of a customer that must have the id.
func withID(id string, decode func([]byte) (*Customer, error)) func([]byte) (*Customer, error) {
	return func(body []byte) (*Customer, error) {
		customer, err := decode(body)
		if err == nil && !equalFoldASCII(customer.ID, id) { // a service may return a UUID in its canonical case
			return nil, &decodeError{index: -1, field: "id", reason: "the response is another customer"}
		}
		return customer, err
	}
}
