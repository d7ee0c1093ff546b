// Package onboard is code of an importer, which tests it with customerstest.
package onboard

import (
	"context"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// Onboard returns the customer with the given external ID. If there is none, Onboard creates it.
func Onboard(ctx context.Context, client *customers.Client, externalID string) (*customers.Customer, error) {
	params := customers.CreateParams{ExternalID: externalID, Status: customers.StatusActive}
	c, _, err := client.Ensure(ctx, params)
	return c, err
}
