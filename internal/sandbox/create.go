package sandbox

import (
	"context"
	"net/http"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox/strictapi"
)

// CreateCustomer adds a customer, unless its externalId is taken.
func (o *operations) CreateCustomer(
	_ context.Context, request strictapi.CreateCustomerRequestObject,
) (strictapi.CreateCustomerResponseObject, error) {
	created, err := o.store.create(request.Body.ExternalID, request.Body.Status)
	if err != nil {
		return nil, err
	}
	return answer{http.StatusCreated, created.wire}, nil
}
