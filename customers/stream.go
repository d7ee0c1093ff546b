package customers

import (
	"context"
	"iter"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// stream is the one way a list is read: it sends the request and decodes the body while it arrives.
func (k *call) stream(ctx context.Context) iter.Seq2[Customer, error] {
	return func(yield func(Customer, error) bool) {
		req, err := openapi.NewListCustomersRequest(k.client.settings.base)
		if err := k.send(ctx, req, err, transport.Call{Stream: true}); err != nil {
			yield(Customer{}, err)
			return
		}
		defer k.res.Stream.Close()
		body := &listBody{r: k.res.Stream, max: k.client.settings.maxBytes}
		for customer, err := range decodeCustomers(body) {
			if err != nil {
				err = k.broken(body, err)
			}
			if !yield(customer, err) {
				return
			}
		}
	}
}
