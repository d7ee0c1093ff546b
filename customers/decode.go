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
	// a value takes more memory than JSON: an account of 2 bytes takes 200.
	minValueBytes = 128
	// minValues is how many JSON values a response may have even if WithMaxResponseBytes is small.
	minValues = 1024
)

// customerDecoder decodes customers into one wire type and reuses its memory.
type customerDecoder struct {
	reader jsonread.Reader
	wire   openapi.Customer
}

func newCustomerDecoder(maxBytes int64) customerDecoder {
	return customerDecoder{reader: jsonread.Reader{
		MaxBytes:  int(min(maxBytes, math.MaxInt)),
		MaxValues: int(min(max(maxBytes/minValueBytes, minValues), math.MaxInt)),
	}}
}

// customer returns the decoded customer.
func (d *customerDecoder) customer(index int) (Customer, error) {
	if d.wire.ID == "" {
		return Customer{}, &decodeError{index: index, field: "id", reason: "missing"}
	}
	return customerFromWire(&d.wire), nil
}

// decodeNothing accepts any body.
func decodeNothing([]byte) (struct{}, error) { return struct{}{}, nil }

// decodeCustomer decodes a body that is one customer.
func (k *call) decodeCustomer(body []byte) (*Customer, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, &decodeError{index: -1, reason: "the body is empty"}
	}
	if kind := jsontext.Value(body).Kind(); kind != '{' {
		return nil, &decodeError{index: -1, reason: "not a customer but " + kindName(kind)}
	}
	d := &k.decoder
	if err := jsonread.Unmarshal(&d.reader, body, &d.wire, openapi.ReadCustomer); err != nil {
		return nil, newDecodeError(-1, err)
	}
	customer, err := d.customer(-1)
	if err != nil {
		return nil, err
	}
	return &customer, nil
}

// decodeCustomerWithID decodes a body that is the customer with the id.
func (k *call) decodeCustomerWithID(id string) func([]byte) (*Customer, error) {
	return func(body []byte) (*Customer, error) {
		customer, err := k.decodeCustomer(body)
		if err == nil && !equalFoldASCII(customer.ID, id) { // a service may return a UUID in its canonical case
			return nil, &decodeError{index: -1, field: "id", reason: "the response is another customer"}
		}
		return customer, err
	}
}

// decodeAddresses decodes a body that is a list of strings.
func (k *call) decodeAddresses(body []byte) ([]string, error) {
	r := &k.decoder.reader
	r.ResetBytes(body)
	list := []string{}
	var address string
	for i, err := range decodeList(r, '"', "an address", &address, jsonread.String, func() {}) {
		if err != nil {
			return nil, err
		}
		if i+2 > r.MaxValues { // the list is a value, too
			return nil, newDecodeError(-1, fmt.Errorf("%w: more than %d JSON values", jsonread.ErrTooLarge, r.MaxValues))
		}
		list = append(list, address)
	}
	return list, nil
}

// customers decodes a list of customers while it is read, one at a time.
func (d *customerDecoder) customers(body *listBody) iter.Seq2[Customer, error] {
	return func(yield func(Customer, error) bool) {
		d.reader.Reset(body)
		for i, err := range decodeList(&d.reader, '{', "a customer", &d.wire, openapi.ReadCustomer, body.end) {
			var customer Customer
			if err == nil {
				customer, err = d.customer(i)
			}
			if !yield(customer, err) || err != nil {
				return
			}
		}
	}
}

// decodeList decodes a JSON array that is the whole input. It yields the index of each element after it was decoded
// into v, and calls end after the closing bracket. If the input is anything else, the last pair is an error.
func decodeList[T any](
	r *jsonread.Reader, kind jsontext.Kind, name string, v *T, read func(*jsonread.Reader, *T), end func(),
) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		n := 0
		for i, err := range jsonread.Elements(r, kind, v, read) {
			if n = i + 1; err != nil {
				err = newListError(i, name, err)
			}
			if !yield(i, err) || err != nil {
				return
			}
		}
		end()
		if err := r.End(); err != nil {
			yield(n, &decodeError{index: n, reason: "data after the end of the list", cause: err})
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
