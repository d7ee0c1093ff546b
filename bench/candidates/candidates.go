// Package candidates holds the decoders for a streamed list of customers that were compared for the SDK. Each decodes
// one customer at a time into the generated models of package openapi, and keeps only that one in memory.
package candidates

import (
	jsonv1 "encoding/json"
	"errors"
	"io"
	"iter"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// Decoder decodes the customers of a list. The next customer overwrites the one before.
type Decoder struct {
	Name   string
	Decode func(body io.Reader) iter.Seq2[*openapi.Customer, error]
}

// All returns all decoders.
func All() []Decoder {
	return []Decoder{
		{"v1", decodeV1},
		{"v2", decodeV2},
		{"v2-switch", decodeSwitch},
		{"jx-raw", decodeJXRaw},
		{"jx-stream", decodeJXStream},
		{"jscan", decodeJScan},
		{"jsonread", decodeJSONRead},
	}
}

// ErrNotList is the error for a body that is JSON, but not a list.
var ErrNotList = errors.New("not a list")

// elements reads a JSON array with a decoder of jsontext. The function read decodes one element.
func elements(
	body io.Reader, read func(*jsontext.Decoder, *openapi.Customer) error,
) iter.Seq2[*openapi.Customer, error] {
	return func(yield func(*openapi.Customer, error) bool) {
		dec := jsontext.NewDecoder(body)
		tok, err := dec.ReadToken()
		if err == nil && tok.Kind() != '[' {
			err = ErrNotList
		}
		var customer openapi.Customer
		for err == nil && dec.PeekKind() != ']' {
			customer = openapi.Customer{}
			if err = read(dec, &customer); err == nil && !yield(&customer, nil) {
				return
			}
		}
		if err == nil {
			_, err = dec.ReadToken()
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// decodeV1 decodes with encoding/json, element by element.
func decodeV1(body io.Reader) iter.Seq2[*openapi.Customer, error] {
	return func(yield func(*openapi.Customer, error) bool) {
		dec := jsonv1.NewDecoder(body)
		tok, err := dec.Token()
		if err == nil && tok != jsonv1.Delim('[') {
			err = ErrNotList
		}
		var customer openapi.Customer
		for err == nil && dec.More() {
			customer = openapi.Customer{}
			if err = dec.Decode(&customer); err == nil && !yield(&customer, nil) {
				return
			}
		}
		if err == nil {
			_, err = dec.Token()
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// decodeV2 decodes with encoding/json/v2, which uses reflection on the generated models.
func decodeV2(body io.Reader) iter.Seq2[*openapi.Customer, error] {
	return elements(body, func(dec *jsontext.Decoder, c *openapi.Customer) error {
		return json.UnmarshalDecode(dec, c)
	})
}
