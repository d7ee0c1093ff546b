package customers

import (
	"context"
	"net/http"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// Addresses returns the chain addresses of all accounts of a customer, exactly as the API writes them (case matters):
// GET /api/v1/account-manager/customers/{id}/accounts/addresses. On success the slice is never nil.
//
//api:operation listCustomerAddresses
func (c *Client) Addresses(ctx context.Context, id string, opts ...CallOption) ([]string, error) {
	k, err := c.begin(ctx, operation{"Addresses", http.MethodGet, routeAddresses}, opts, checkID(id))
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewListCustomerAddressesRequest(c.settings.base, id)
	return do(ctx, k, req, err, decodeAddresses)
}
