package customers

import (
	"context"
	"net/http"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// Update sets a customer's status and returns the customer as it is then: PUT
// /api/v1/account-manager/customers/{id}. The status is the only field that the API lets change. An unknown id is
// [ErrNotFound].
//
//api:operation updateCustomer
func (c *Client) Update(ctx context.Context, id string, params UpdateParams, opts ...CallOption) (*Customer, error) {
	k, err := c.begin(ctx, operation{"Update", http.MethodPut, routeCustomer}, opts,
		checkID(id), checkText("status", string(params.Status)))
	if err != nil {
		return nil, err
	}
	req, err := openapi.NewUpdateCustomerRequest(c.settings.base, id, params.toWire())
	return do(ctx, k, req, err, k.decodeCustomer)
}
