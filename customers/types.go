package customers

import (
	"time"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// Customer is a customer of a participant (schema Customer). Of an answer only ID is demanded; other fields that were
// absent or null are zero. It marshals to the API's own JSON names.
type Customer struct {
	ID            string    `json:"id"`
	ExternalID    string    `json:"externalId"`
	Status        Status    `json:"status"`
	ParticipantID string    `json:"participantId"`
	Accounts      []Account `json:"accounts,omitzero"` // nil when the answer had none; empty when it had an empty list
	CreatedAt     time.Time `json:"createdAt,omitzero"`
	UpdatedAt     time.Time `json:"updatedAt,omitzero"`
}

// Account is an account of a customer (schema Account). Its shape is inferred, no documented customer shows one, so
// every field may be zero.
type Account struct {
	ID        string    `json:"id"`
	Type      string    `json:"type,omitzero"`
	Status    string    `json:"status,omitzero"`
	Name      string    `json:"name,omitzero"`
	Customer  *Customer `json:"customer,omitzero"` // without its accounts; nil in most answers
	CreatedAt time.Time `json:"createdAt,omitzero"`
	UpdatedAt time.Time `json:"updatedAt,omitzero"`
}

// CreateParams is what a new customer needs (schema CreateCustomerRequest). Both fields are required.
type CreateParams struct {
	ExternalID string // your own identifier of the customer, unique per participant
	Status     Status
}

// UpdateParams is what can be changed of a customer (schema UpdateCustomerRequest).
type UpdateParams struct {
	Status Status // required
}

// Status says whether a customer is in use. The list is open: the API may add values, and one that this SDK does not
// know is kept as it is (schema Customer). Schema CustomerStatus has the values that are documented.
type Status string

// The documented values.
const (
	StatusActive   Status = Status(openapi.CustomerStatusActive)
	StatusInactive Status = Status(openapi.CustomerStatusInactive)
)

// IsKnown reports whether s is one of the values documented when this SDK was made.
func (s Status) IsKnown() bool {
	return openapi.CustomerStatus(s).Valid()
}
