package candidates

import (
	"encoding/json"
	"io"
	"iter"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// decodeV1 is encoding/json, element by element.
func decodeV1(body io.Reader) iter.Seq2[*openapi.Customer, error] {
	return func(yield func(*openapi.Customer, error) bool) {
		dec := json.NewDecoder(body)
		tok, err := dec.Token()
		if err == nil && tok != json.Delim('[') {
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
