package customers

import (
	"context"
	"net/http"
)

// FindByExternalID returns the customer with the given external ID, or [ErrNotFound]. The API has no such query: this
// reads the list as [Client.All] does and stops at the first match, so it costs up to a whole list.
//
//api:operation listCustomers
func (c *Client) FindByExternalID(
	ctx context.Context, externalID string, opts ...CallOption,
) (found *Customer, err error) {
	k, err := c.begin(ctx, operation{"FindByExternalID", http.MethodGet, routeCustomers}, opts,
		checkText("externalId", externalID))
	if err != nil {
		return nil, err
	}
	ctx = k.start(ctx)
	defer func() { k.end(ctx, err) }()
	for customer, err := range k.read(ctx) {
		if err != nil {
			return nil, err
		}
		if customer.ExternalID == externalID {
			return &customer, nil
		}
	}
	return nil, k.newError(ErrNotFound, nil, "no customer has this externalId")
}
