package customers

import (
	"bufio"
	"context"
	"iter"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// readBytes is how much of a list is read at once: the decoder alone would ask for 4 KiB at a time.
const readBytes = 64 << 10

// stream reads a list, and tells the observers when the reading begins and ends.
func (k *call) stream(ctx context.Context) iter.Seq2[Customer, error] {
	return func(yield func(Customer, error) bool) {
		ctx := k.start(ctx)
		var last error
		defer func() { k.end(ctx, last) }()
		for customer, err := range k.read(ctx) {
			last = err
			if !yield(customer, err) {
				return
			}
		}
	}
}

// read is the one way a list is read: it sends the request and decodes the body while it arrives.
func (k *call) read(ctx context.Context) iter.Seq2[Customer, error] {
	return func(yield func(Customer, error) bool) {
		req, err := openapi.NewListCustomersRequest(k.client.settings.base)
		if err := k.send(ctx, req, err, transport.Call{Stream: true}); err != nil {
			yield(Customer{}, err)
			return
		}
		defer k.res.Stream.Close()
		body := &listBody{r: bufio.NewReaderSize(k.res.Stream, readBytes), max: k.client.settings.maxBytes}
		for customer, err := range k.decoder.customers(body) {
			if err != nil {
				err = k.broken(body, err)
			}
			if !yield(customer, err) {
				return
			}
		}
	}
}
