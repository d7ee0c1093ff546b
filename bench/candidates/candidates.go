// Package candidates keeps the ways of decoding a streamed list of customers that were measured for our own client.
// Each reads one customer at a time into the generated models of package openapi and holds no more than that.
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

// Way is one way of decoding. A customer that it yields is overwritten by the next one.
type Way struct {
	Name   string
	Decode func(body io.Reader) iter.Seq2[*openapi.Customer, error]
}

// All returns the candidates.
func All() []Way {
	return []Way{
		{"v1", decodeV1},
		{"v2", decodeV2},
		{"v2-switch", decodeSwitch},
		{"jx-raw", decodeJXRaw},
		{"jx-stream", decodeJXStream},
	}
}

// ErrNotList is an answer that is JSON, but not a list.
var ErrNotList = errors.New("not a list")

// elements walks a JSON array with a decoder of jsontext; read takes one element from it.
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

// decodeV1 is encoding/json, element by element.
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

// decodeV2 is encoding/json/v2 as it is: reflection over the generated models.
func decodeV2(body io.Reader) iter.Seq2[*openapi.Customer, error] {
	return elements(body, func(dec *jsontext.Decoder, c *openapi.Customer) error {
		return json.UnmarshalDecode(dec, c)
	})
}
