package sandbox

import (
	"context"
	"fmt"
	"net/http"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox/strictapi"
)

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
