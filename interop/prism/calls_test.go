package prism_test

import (
	"context"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// calls maps every operation of the spec to a function that calls it and returns its result.
func calls(c *customers.Client) map[string]func(context.Context, ...customers.CallOption) (any, error) {
	return map[string]func(context.Context, ...customers.CallOption) (any, error){
		"createCustomer": func(ctx context.Context, opts ...customers.CallOption) (any, error) {
			params := customers.CreateParams{ExternalID: "customer-ext-001", Status: customers.StatusActive}
			return c.Create(ctx, params, opts...)
		},
		"listCustomers": func(ctx context.Context, opts ...customers.CallOption) (any, error) {
			return c.List(ctx, opts...)
		},
		"getCustomer": func(ctx context.Context, opts ...customers.CallOption) (any, error) {
			return c.Get(ctx, documented, opts...)
		},
		"updateCustomer": func(ctx context.Context, opts ...customers.CallOption) (any, error) {
			return c.Update(ctx, documented, customers.UpdateParams{Status: customers.StatusInactive}, opts...)
		},
		"deleteCustomer": func(ctx context.Context, opts ...customers.CallOption) (any, error) {
			return nil, c.Delete(ctx, documented, opts...)
		},
		"listCustomerAddresses": func(ctx context.Context, opts ...customers.CallOption) (any, error) {
			return c.Addresses(ctx, documented, opts...)
		},
	}
}
