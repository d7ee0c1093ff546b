// Package onboard is code of an importer, which tests it with customerstest.
package onboard

import (
	"context"
	"errors"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// Onboard returns the customer with the given external ID. If there is none, Onboard creates it.
func Onboard(ctx context.Context, client *customers.Client, externalID string) (*customers.Customer, error) {
	c, err := client.FindByExternalID(ctx, externalID)
	if errors.Is(err, customers.ErrNotFound) {
		return client.Create(ctx, customers.CreateParams{ExternalID: externalID, Status: customers.StatusActive})
	}
	return c, err
}
