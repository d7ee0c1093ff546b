package bench_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/ledgerlink/link-sdk-go/bench/ogen"
	"github.com/ledgerlink/link-sdk-go/customers"
)

// lister is a client's way of listing all customers. It returns what it holds in the end, in the client's own type, so
// that nothing is spent on conversion.
type lister struct {
	name string
	read func(context.Context) (list any, n int, err error)
}

// listers returns the clients in an order that turns, so that none always comes first.
func listers(tb testing.TB, base string) []lister {
	tb.Helper()
	ours, generated, stock, bare := newOurs(tb, base), newOgen(tb, base), newStock(tb, base), newBare(base)
	return rotate(tb, []lister{
		{"ours", func(ctx context.Context) (any, int, error) {
			n, err := drain(ours.All(ctx))
			return nil, n, err
		}},
		{"ours-list", func(ctx context.Context) (any, int, error) {
			list, err := ours.List(ctx)
			return list, len(list), err
		}},
		{"ogen", func(ctx context.Context) (any, int, error) {
			res, err := generated.ListCustomers(ctx)
			if err != nil {
				return nil, 0, err
			}
			list, ok := res.(*ogen.CustomerList)
			if !ok {
				return nil, 0, fmt.Errorf("ogen answers with %T", res)
			}
			return []ogen.Customer(*list), len(*list), nil
		}},
		{"stock", func(ctx context.Context) (any, int, error) {
			res, err := stock.ListCustomersWithResponse(ctx)
			if err != nil {
				return nil, 0, err
			}
			if res.StatusCode() != http.StatusOK || res.JSON200 == nil {
				return nil, 0, fmt.Errorf("stock answers with %s", res.Status())
			}
			return *res.JSON200, len(*res.JSON200), nil
		}},
		{"bare", func(ctx context.Context) (any, int, error) {
			list, err := bare.List(ctx)
			return list, len(list), err
		}},
	})
}

// customersOf gives whatever a client returned as our own type, to compare it.
func customersOf(tb testing.TB, list any) []customers.Customer {
	tb.Helper()
	switch list := list.(type) {
	case []customers.Customer:
		return list
	case []ogen.Customer:
		return convert(list, ofOgen)
	case []stockCustomer:
		return convert(list, ofStock)
	case []bareCustomer:
		return convert(list, ofBare)
	}
	tb.Fatalf("no conversion of %T", list)
	return nil
}
