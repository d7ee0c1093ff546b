package sandbox

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox/strictapi"
)

// operations implements the generated strict server.
type operations struct{ store *store }

var _ strictapi.StrictServerInterface = (*operations)(nil)

// CreateCustomer adds a customer, unless its externalId is taken.
func (o *operations) CreateCustomer(
	_ context.Context, request strictapi.CreateCustomerRequestObject,
) (strictapi.CreateCustomerResponseObject, error) {
	created, err := o.store.create(*request.Body)
	if err != nil {
		return nil, err
	}
	return jsonResponse{http.StatusCreated, created.json}, nil
}

// ListCustomers returns a snapshot of all customers, oldest first.
func (o *operations) ListCustomers(
	ctx context.Context, _ strictapi.ListCustomersRequestObject,
) (strictapi.ListCustomersResponseObject, error) {
	return listResponse{o.store.snapshot(), wantsListLength(ctx)}, nil
}

// GetCustomer returns one customer.
func (o *operations) GetCustomer(
	_ context.Context, request strictapi.GetCustomerRequestObject,
) (strictapi.GetCustomerResponseObject, error) {
	found, err := o.store.get(request.ID)
	if err != nil {
		return nil, err
	}
	return jsonResponse{http.StatusOK, found.json}, nil
}

// UpdateCustomer sets the fields of the request. Its updatedAt advances even if they stay the same.
func (o *operations) UpdateCustomer(
	_ context.Context, request strictapi.UpdateCustomerRequestObject,
) (strictapi.UpdateCustomerResponseObject, error) {
	updated, err := o.store.update(request.ID, *request.Body)
	if err != nil {
		return nil, err
	}
	return jsonResponse{http.StatusOK, updated.json}, nil
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

// ListCustomerAddresses returns the addresses of one customer, or an empty array if it has none.
func (o *operations) ListCustomerAddresses(
	_ context.Context, request strictapi.ListCustomerAddressesRequestObject,
) (strictapi.ListCustomerAddressesResponseObject, error) {
	found, err := o.store.get(request.ID)
	if err != nil {
		return nil, err
	}
	return jsonResponse{http.StatusOK, found.addresses}, nil
}

// SetAddresses replaces the addresses of a customer, which no operation of the API can do. It does not change
// updatedAt.
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

// jsonResponse is a successful response with a body that is already encoded. It implements the response interfaces of
// the generated server, because the generated response types would omit the trailing zeros of times.
type jsonResponse struct {
	status int
	body   string
}

// VisitCreateCustomerResponse writes the response.
func (j jsonResponse) VisitCreateCustomerResponse(w http.ResponseWriter) error { return j.write(w) }

// VisitGetCustomerResponse writes the response.
func (j jsonResponse) VisitGetCustomerResponse(w http.ResponseWriter) error { return j.write(w) }

// VisitUpdateCustomerResponse writes the response.
func (j jsonResponse) VisitUpdateCustomerResponse(w http.ResponseWriter) error { return j.write(w) }

// VisitListCustomerAddressesResponse writes the response.
func (j jsonResponse) VisitListCustomerAddressesResponse(w http.ResponseWriter) error {
	return j.write(w)
}

func (j jsonResponse) write(w http.ResponseWriter) error {
	writeJSON(w, j.status, j.body)
	return nil
}

// writeJSON writes a whole response. It ignores a write error, which means that the client has disconnected.
func writeJSON(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}
