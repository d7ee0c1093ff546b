package customers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/jsonscan"
	"github.com/ledgerlink/link-sdk-go/internal/transport"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

const (
	// minValueBytes is the number of bytes of WithMaxResponseBytes for which a response may have one JSON value.
	minValueBytes = 128
	// minValues is how many JSON values a response may have even if WithMaxResponseBytes is small.
	minValues = 1024
)

// customerDecoder decodes customers into one wire type and reuses its memory.
type customerDecoder struct {
	scanner jsonscan.Scanner
	wire    openapi.Customer
	offset  int64 // in a list, the number of bytes decoded

	maxValues int64 // bound of the elements of arrays and members of objects in one response or element
}

func newCustomerDecoder(maxBytes int64) customerDecoder {
	return customerDecoder{maxValues: max(maxBytes/minValueBytes, minValues)}
}

// decode decodes one object. If the generated scanner does not accept raw, json/v2 decides, also about invalid JSON.
func (d *customerDecoder) decode(raw jsontext.Value, valid bool, index int) (Customer, error) {
	if err := d.checkValues(raw); err != nil {
		return Customer{}, &decodeError{index: index, reason: err.Error(), cause: err}
	}
	if !valid || !jsonscan.Scan(&d.scanner, raw, &d.wire, openapi.ScanCustomer) {
		d.wire = openapi.Customer{}
		if err := json.Unmarshal(raw, &d.wire); err != nil {
			e := newDecodeError(-1, err) // the path in err starts at this object, not at the list
			e.index = index
			return Customer{}, e
		}
	}
	if d.wire.ID == "" {
		return Customer{}, &decodeError{index: index, field: "id", reason: "missing"}
	}
	return customerFromWire(&d.wire), nil
}

// checkValues bounds the JSON values in raw, because a value takes more memory than JSON: an account of 2 bytes takes
// 200, and a name 128 while it is compared with the others.
func (d *customerDecoder) checkValues(raw []byte) error {
	atMost := 1 // each value except the first follows one of these bytes
	for _, before := range [...]string{",", ":", "["} {
		atMost += bytes.Count(raw, []byte(before))
	}
	if int64(atMost) <= d.maxValues {
		return nil
	}
	dec := jsontext.NewDecoder(bytes.NewReader(raw), jsontext.AllowDuplicateNames(true))
	for values := int64(0); values <= d.maxValues; {
		tok, err := dec.ReadToken()
		if err != nil {
			return nil //nolint:nilerr // the end, or an error that the decoder reports
		}
		in, n := dec.StackIndex(dec.StackDepth())
		isName := in == '{' && n%2 == 1
		if kind := tok.Kind(); kind != '}' && kind != ']' && !isName {
			values++
		}
	}
	return fmt.Errorf("%w: more than %d JSON values", transport.ErrTooLarge, d.maxValues)
}

// decodeNothing accepts any body.
func decodeNothing([]byte) (struct{}, error) { return struct{}{}, nil }

// decodeCustomer decodes a body that is one customer.
func (k *call) decodeCustomer(body []byte) (*Customer, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, &decodeError{index: -1, reason: "the body is empty"}
	}
	raw := jsontext.Value(body)
	if kind := raw.Kind(); kind != '{' {
		return nil, &decodeError{index: -1, reason: "not a customer but " + kindName(kind)}
	}
	customer, err := k.decoder.decode(raw, raw.IsValid(jsontext.AllowDuplicateNames(true)), -1)
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
	if err := k.decoder.checkValues(body); err != nil {
		return nil, &decodeError{index: -1, reason: err.Error(), cause: err}
	}
	dec := jsontext.NewDecoder(bytes.NewReader(body))
	list := []string{}
	for i, err := range elements(dec, '"', "an address", func() {}) {
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

// customers decodes a list of customers while it is read, one at a time.
func (d *customerDecoder) customers(body *listBody) iter.Seq2[Customer, error] {
	dec := jsontext.NewDecoder(body, jsontext.AllowDuplicateNames(true)) // package jsonscan refuses duplicate names
	return func(yield func(Customer, error) bool) {
		d.scanner = jsonscan.NewScanner()
		for i, err := range elements(dec, '{', "a customer", body.end) {
			var customer Customer
			if err == nil {
				customer, err = d.next(dec, i)
			}
			if err == nil {
				body.resetLimit()
			}
			if !yield(customer, err) || err != nil {
				return
			}
		}
	}
}

// next decodes the next customer of a list.
func (d *customerDecoder) next(dec *jsontext.Decoder, index int) (Customer, error) {
	raw, err := dec.ReadValue()
	if err != nil {
		return Customer{}, newDecodeError(index, err)
	}
	d.offset = dec.InputOffset()
	return d.decode(raw, true, index)
}

// elements iterates over a JSON array that is the whole input. It yields the index of each element of the wanted kind,
// which the loop's body must read, and calls end after the closing bracket. If the input is anything else, the last
// pair is an error.
func elements(dec *jsontext.Decoder, kind jsontext.Kind, name string, end func()) iter.Seq2[int, error] {
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
		end()
		if _, err = dec.ReadToken(); !errors.Is(err, io.EOF) {
			yield(i, &decodeError{index: i, reason: "data after the end of the list", cause: err})
		}
	}
}
