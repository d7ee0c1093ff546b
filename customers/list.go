package customers

import (
	"context"
	"iter"
	"net/http"
	"slices"
	"strconv"
)

const (
	// listStart is how many customers List makes room for before it knows how large one is.
	listStart = 128
	// listTrust is how many it makes room for at once because the answer says that it is so long: 64 MiB of them. A
	// longer list grows by doubling, as does one whose length is not told.
	listTrust = 1 << 19
)

// All streams every customer: GET /api/v1/account-manager/customers. It holds one customer in memory at a time, however
// long the list is. Each range over it is a fresh call; breaking out closes the connection. An error comes once, as the
// last item, after all customers that were read before it; the error says at which index it happened.
//
//api:operation listCustomers
func (c *Client) All(ctx context.Context, opts ...CallOption) iter.Seq2[Customer, error] {
	return func(yield func(Customer, error) bool) {
		k, err := c.begin(ctx, operation{"All", http.MethodGet, routeCustomers}, opts)
		if err != nil {
			yield(Customer{}, err)
			return
		}
		k.stream(ctx)(yield)
	}
}

// List returns every customer, collected from the stream of [Client.All]. On success the slice is never nil; on an
// error it is nil, never a part of the list.
//
//api:operation listCustomers
func (c *Client) List(ctx context.Context, opts ...CallOption) ([]Customer, error) {
	k, err := c.begin(ctx, operation{"List", http.MethodGet, routeCustomers}, opts)
	if err != nil {
		return nil, err
	}
	list := make([]Customer, 0, listStart)
	for customer, err := range k.stream(ctx) {
		if err != nil {
			return nil, err
		}
		if len(list) == cap(list) {
			list = slices.Grow(list, k.stillToCome(len(list)))
		}
		list = append(list, customer)
	}
	return list, nil
}

// stillToCome estimates how many customers follow the first n: as many as fit into the rest of the answer, and some.
// Growing step by step would copy a long list over and over.
func (k *call) stillToCome(n int) int {
	length, err := strconv.ParseInt(k.res.Header.Get("Content-Length"), 10, 64)
	if err != nil || length <= k.decoder.offset {
		return n
	}
	rest := min(length-k.decoder.offset, 1<<50) // whatever the header says
	each := max(k.decoder.offset/int64(n), 1)
	return int(min(rest/each+rest/each/16+1, int64(max(n, listTrust))))
}
