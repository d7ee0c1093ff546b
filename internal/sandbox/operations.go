package sandbox

import (
	"context"
	"fmt"
	"io"
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

// DeleteCustomer removes a customer and frees its externalId.
func (o *operations) DeleteCustomer(
	_ context.Context, request strictapi.DeleteCustomerRequestObject,
) (strictapi.DeleteCustomerResponseObject, error) {
	if err := o.store.delete(request.ID); err != nil {
		return nil, err
	}
	return strictapi.DeleteCustomer204Response{}, nil
}

// ListCustomerAddresses returns the addresses of one customer, an empty array when it has none.
func (o *operations) ListCustomerAddresses(
	_ context.Context, request strictapi.ListCustomerAddressesRequestObject,
) (strictapi.ListCustomerAddressesResponseObject, error) {
	found, err := o.store.get(request.ID)
	if err != nil {
		return nil, err
	}
	return answer{http.StatusOK, found.addresses}, nil
}

// SetAddresses replaces the addresses of a customer, which no operation of the API can do. Its updatedAt stays.
func (s *Sandbox) SetAddresses(id string, addresses []string) error {
	encoded, err := encodeAddresses(addresses)
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	if err := s.store.setAddresses(id, encoded); err != nil {
		return fmt.Errorf("sandbox: set addresses of %q: %w", id, err)
	}
	return nil
}

// answer is a successful answer whose body is JSON already. It implements the response interfaces of the generated
// server, whose own response types would write times without their trailing zeros.
type answer struct {
	status int
	body   string
}

// VisitCreateCustomerResponse writes the answer.
func (a answer) VisitCreateCustomerResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitGetCustomerResponse writes the answer.
func (a answer) VisitGetCustomerResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitUpdateCustomerResponse writes the answer.
func (a answer) VisitUpdateCustomerResponse(w http.ResponseWriter) error { return a.write(w) }

// VisitListCustomerAddressesResponse writes the answer.
func (a answer) VisitListCustomerAddressesResponse(w http.ResponseWriter) error { return a.write(w) }

func (a answer) write(w http.ResponseWriter) error {
	writeJSON(w, a.status, a.body)
	return nil
}

// writeJSON writes a whole answer. A failing write means that the client is gone, and there is nobody left to tell.
func writeJSON(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}
