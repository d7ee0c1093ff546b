package sandbox

import (
	"context"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox/strictapi"
)

// DeleteCustomer removes a customer and frees its externalId.
func (o *operations) DeleteCustomer(
	_ context.Context, request strictapi.DeleteCustomerRequestObject,
) (strictapi.DeleteCustomerResponseObject, error) {
	if err := o.store.delete(request.ID); err != nil {
		return nil, err
	}
	return strictapi.DeleteCustomer204Response{}, nil
}
