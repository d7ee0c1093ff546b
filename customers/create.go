package customers

import (
	"context"
	"net/http"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// Create creates a customer: POST /api/v1/account-manager/customers. Both params are required.
//
// A second customer with the same ExternalID is [ErrConflict]. An error that is also [ErrOutcomeUnknown] leaves open
// whether the customer exists now: look with [Client.FindByExternalID] before trying again.
//
//api:operation createCustomer
func (c *Client) Create(ctx context.Context, params CreateParams, opts ...CallOption) (*Customer, error) {
	k, err := c.begin(ctx, operation{"Create", http.MethodPost, routeCustomers}, opts,
		checkText("externalId", params.ExternalID), checkText("status", string(params.Status)))
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewCreateCustomerRequest(c.settings.base, params.toWire())
	return do(ctx, k, req, err, k.decodeCustomer)
}
