// Package onboard is someone else's code, tested against customerstest.
package onboard

import (
	"context"
	"errors"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// Onboard returns the customer with the given external ID, and creates it when there is none.
func Onboard(ctx context.Context, client *customers.Client, externalID string) (*customers.Customer, error) {
	c, err := client.FindByExternalID(ctx, externalID)
	if errors.Is(err, customers.ErrNotFound) {
		return client.Create(ctx, customers.CreateParams{ExternalID: externalID, Status: customers.StatusActive})
	}
	return c, err
}
