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
		Type:      w.Type,
		Status:    w.Status,
		Name:      w.Name,
		Customer:  ownerFromWire(w.Customer),
		CreatedAt: w.CreatedAt,
		UpdatedAt: w.UpdatedAt,
	}
}

func ownerFromWire(w *openapi.AccountCustomer) *Customer {
	if w == nil {
		return nil
	}
	return &Customer{
		ID:            w.ID,
		ExternalID:    w.ExternalID,
		Status:        Status(w.Status),
		ParticipantID: w.ParticipantID,
		CreatedAt:     w.CreatedAt,
		UpdatedAt:     w.UpdatedAt,
	}
}

func (p CreateParams) toWire() openapi.CreateCustomerRequest {
	return openapi.CreateCustomerRequest{ExternalID: p.ExternalID, Status: openapi.CustomerStatus(p.Status)}
}

func (p UpdateParams) toWire() openapi.UpdateCustomerRequest {
	return openapi.UpdateCustomerRequest{Status: openapi.CustomerStatus(p.Status)}
}
