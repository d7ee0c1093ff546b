package sandbox

import (
	"context"
	"net/http"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox/strictapi"
)

// UpdateCustomer sets a customer's status and moves its updatedAt, also when the status stays the same.
func (o *operations) UpdateCustomer(
	_ context.Context, request strictapi.UpdateCustomerRequestObject,
) (strictapi.UpdateCustomerResponseObject, error) {
	updated, err := o.store.update(request.ID, request.Body.Status)
	if err != nil {
		return nil, err
	}
	return answer{http.StatusOK, updated.wire}, nil
}
