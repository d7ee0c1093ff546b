package customers

import (
	"context"
	"net/http"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// Delete deletes a customer: DELETE /api/v1/account-manager/customers/{id}. Any 2xx is success, with or without a body,
// but for an HTML page, which the API does not write. An unknown id is [ErrNotFound].
//
//api:operation deleteCustomer
func (c *Client) Delete(ctx context.Context, id string, opts ...CallOption) error {
	k, err := c.begin(ctx, operation{"Delete", http.MethodDelete, routeCustomer}, opts, checkID(id))
	if err != nil {
		return err
	}
	req, err := openapi.NewDeleteCustomerRequest(c.settings.base, id)
	_, err = do(ctx, k, req, err, decodeNothing)
	return err
}
