package customers

import "github.com/ledgerlink/link-sdk-go/openapi"

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
