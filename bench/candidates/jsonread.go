package candidates

import (
	"errors"
	"io"
	"iter"

	"github.com/romshark/jscan/v2"

	"github.com/ledgerlink/link-sdk-go/internal/jsonread"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// decodeJSONRead decodes as the SDK does.
func decodeJSONRead(body io.Reader) iter.Seq2[*openapi.Customer, error] {
	return func(yield func(*openapi.Customer, error) bool) {
		var r jsonread.Reader
		r.Reset(body)
		var customer openapi.Customer
		for _, err := range jsonread.Elements(&r, '{', &customer, openapi.ReadCustomer) {
			if !yield(&customer, err) {
				return
			}
		}
		if err := r.End(); err != nil {
			yield(nil, err)
		}
	}
}

// decodeJScan reads the whole body, because jscan has no streams. It finds and validates each element with jscan, and
// reads its fields as the SDK does, which validates it again.
func decodeJScan(body io.Reader) iter.Seq2[*openapi.Customer, error] {
	return func(yield func(*openapi.Customer, error) bool) {
		data, err := io.ReadAll(body)
		if err != nil || len(data) == 0 || data[0] != '[' {
			yield(nil, errors.Join(err, ErrNotList))
			return
		}
		validator := jscan.NewValidator[[]byte](16)
		var r jsonread.Reader
		var customer openapi.Customer
		for data = data[1:]; len(data) > 1; data = data[1:] { // skips the comma
			rest, err := validator.ValidateOne(data)
			if err.IsErr() {
				yield(nil, err)
				return
			}
			element := data[:len(data)-len(rest)]
			if err := jsonread.Unmarshal(&r, element, &customer, openapi.ReadCustomer); !yield(&customer, err) || err != nil {
				return
			}
			data = rest
		}
	}
}
