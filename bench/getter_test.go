package bench_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/ledgerlink/link-sdk-go/bench/ogen"
	"github.com/ledgerlink/link-sdk-go/customers"
)

const id = "2f0b5b0e-6d43-4b6e-9a35-3a8b7d6f1c55"

// getter is a client's way of getting one customer; one is what it returned, in the client's own type.
type getter struct {
	name string
	get  func(context.Context) (one any, err error)
}

// getters returns the clients in an order that turns.
func getters(tb testing.TB, base string) []getter {
	tb.Helper()
	ours, generated, stock, bare := newOurs(tb, base), newOgen(tb, base), newStock(tb, base), newBare(base)
	return rotate(tb, []getter{
		{"ours", func(ctx context.Context) (any, error) { return ours.Get(ctx, id) }},
		{"ogen", func(ctx context.Context) (any, error) {
			res, err := generated.GetCustomer(ctx, ogen.GetCustomerParams{ID: id})
			if _, ok := res.(*ogen.Customer); err == nil && !ok {
				err = fmt.Errorf("ogen answers with %T", res)
			}
			return res, err
		}},
		{"stock", func(ctx context.Context) (any, error) {
			res, err := stock.GetCustomerWithResponse(ctx, id)
			if err != nil {
				return nil, err
			}
			if res.StatusCode() != http.StatusOK || res.JSON200 == nil {
				return nil, fmt.Errorf("stock answers with %s", res.Status())
			}
			return res.JSON200, nil
		}},
		{"bare", func(ctx context.Context) (any, error) { return bare.Get(ctx, id) }},
	})
}

// customerOf gives whatever a client returned as our own type, to compare it.
func customerOf(tb testing.TB, one any) customers.Customer {
	tb.Helper()
	switch one := one.(type) {
	case *customers.Customer:
		return *one
	case *ogen.Customer:
		return ofOgen(one)
	case *stockCustomer:
		return ofStock(one)
	case *bareCustomer:
		return ofBare(one)
	}
	tb.Fatalf("no conversion of %T", one)
	return customers.Customer{}
}
