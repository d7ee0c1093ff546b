package customers

import "github.com/ledgerlink/link-sdk-go/openapi"

// This file is the only place where wire types become the types of this package. It avoids struct conversions, so that
// TestConvertCoversEveryField fails when the spec gains a field that is not copied here.

func customerFromWire(w *openapi.Customer) Customer {
	return Customer{
		ID:            w.ID,
		ExternalID:    w.ExternalID,
		Status:        Status(w.Status),
		ParticipantID: w.ParticipantID,
		Accounts:      accountsFromWire(w.Accounts),
		CreatedAt:     w.CreatedAt,
		UpdatedAt:     w.UpdatedAt,
	}
}

func accountsFromWire(ws []openapi.Account) []Account {
	if ws == nil {
		return nil
	}
	accounts := make([]Account, len(ws))
	for i := range ws {
		accounts[i] = accountFromWire(&ws[i])
	}
	return accounts
}

func accountFromWire(w *openapi.Account) Account {
	return Account{
		ID:        w.ID,
		Type:      deref(w.Type),
		Status:    deref(w.Status),
		Name:      deref(w.Name),
		Customer:  ownerFromWire(w.Customer),
		CreatedAt: deref(w.CreatedAt),
		UpdatedAt: deref(w.UpdatedAt),
	}
}

func ownerFromWire(w *openapi.AccountCustomer) *Customer {
	if w == nil {
		return nil
	}
	return &Customer{
		ID:            w.ID,
		ExternalID:    deref(w.ExternalID),
		Status:        Status(deref(w.Status)),
		ParticipantID: deref(w.ParticipantID),
		CreatedAt:     deref(w.CreatedAt),
		UpdatedAt:     deref(w.UpdatedAt),
	}
}

func (p CreateParams) toWire() openapi.CreateCustomerRequest {
	return openapi.CreateCustomerRequest{ExternalID: p.ExternalID, Status: openapi.CustomerStatus(p.Status)}
}

func (p UpdateParams) toWire() openapi.UpdateCustomerRequest {
	return openapi.UpdateCustomerRequest{Status: openapi.CustomerStatus(p.Status)}
}

// deref returns *p, or the zero value if the response lacked the field.
func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
