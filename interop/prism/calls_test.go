package prism_test

import (
	"context"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
)

// calls maps every operation of the spec to a function that calls it for the documented customer.
func calls(c *customers.Client) map[string]func(context.Context, ...customers.CallOption) (any, error) {
	all := map[string]func(context.Context, ...customers.CallOption) (any, error){}
	for id, m := range apicalls.ByOperation() {
		all[id] = func(ctx context.Context, opts ...customers.CallOption) (any, error) {
			return m.Call(ctx, c, apicalls.Documented(), opts...)
		}
	}
	return all
}
