package customers

import (
	"context"
	"net/http"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// Get fetches one customer: GET /api/v1/account-manager/customers/{id}. An unknown id is [ErrNotFound]. The id is
// sent as exactly one path segment; one that cannot be is [ErrInvalidArgument].
//
//api:operation getCustomer
func (c *Client) Get(ctx context.Context, id string, opts ...CallOption) (*Customer, error) {
	k, err := c.begin(ctx, operation{"Get", http.MethodGet, routeCustomer}, opts, checkID(id))
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewGetCustomerRequest(c.settings.base, id)
	return do(ctx, k, req, err, k.decodeCustomer)
}
