package sandbox

import (
	"context"
	"net/http"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox/strictapi"
)

// GetCustomer returns one customer.
func (o *operations) GetCustomer(
	_ context.Context, request strictapi.GetCustomerRequestObject,
) (strictapi.GetCustomerResponseObject, error) {
	found, err := o.store.get(request.ID)
	if err != nil {
		return nil, err
	}
	return answer{http.StatusOK, found.wire}, nil
}
