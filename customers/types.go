package customers

import (
	"net/http"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// Customer is a customer of a participant (schema Customer). Only ID is required in a response; fields that were absent
// or null are zero. It marshals to the JSON names of the API.
type Customer struct {
	ID            string    `json:"id"`
	ExternalID    string    `json:"externalId"`
	Status        Status    `json:"status"`
	ParticipantID string    `json:"participantId"`
	Accounts      []Account `json:"accounts,omitzero"` // nil if the response had none, empty if it had an empty list
	CreatedAt     time.Time `json:"createdAt,omitzero"`
	UpdatedAt     time.Time `json:"updatedAt,omitzero"`
}

// Account is an account of a customer (schema Account). Its shape is inferred, because no documented customer has one:
// every field may be zero.
type Account struct {
	ID        string    `json:"id"`
	Type      string    `json:"type,omitzero"`
	Status    string    `json:"status,omitzero"`
	Name      string    `json:"name,omitzero"`
	Customer  *Customer `json:"customer,omitzero"` // without its accounts; nil in most responses
	CreatedAt time.Time `json:"createdAt,omitzero"`
	UpdatedAt time.Time `json:"updatedAt,omitzero"`
}

// Status is the status of a customer. The list of values is open: the API may add values, and a value that this SDK
// does not know is kept (schema Customer). Schema CustomerStatus lists the documented values.
type Status string

// The documented values.
const (
	StatusActive   Status = Status(openapi.CustomerStatusActive)
	StatusInactive Status = Status(openapi.CustomerStatusInactive)
)

// IsKnown reports whether s is one of the values documented when this SDK was released.
func (s Status) IsKnown() bool {
	return openapi.CustomerStatus(s).Valid()
}

// CreateParams are the parameters of Create (schema CreateCustomerRequest). Both fields are required. They marshal to
// the JSON names of the API.
type CreateParams struct {
	ExternalID string `json:"externalId"` // your own identifier of the customer, unique per participant
	Status     Status `json:"status"`
}

// UpdateParams are the parameters of Update (schema UpdateCustomerRequest). They marshal to the JSON names of the API.
type UpdateParams struct {
	Status Status `json:"status"` // required
}

// ResponseInfo describes the response of a call; see [WithResponseInfo].
type ResponseInfo struct {
	StatusCode int // 0 if no response came
	RequestID  string
	RetryAfter time.Duration
	RateLimit  RateLimit
	Attempts   []Attempt
	Header     http.Header
	// Body is the raw body of a call that returns one object or the addresses, so that fields newer than this SDK can be
	// read. It holds at most 64 KiB of a failed call, and nothing for All, List and FindByExternalID, which stream.
	Body []byte
}

// RateLimit is the rate limit of the API key (X-RateLimit-Limit, -Remaining and -Reset). It is zero if the response
// reported none.
type RateLimit struct {
	Limit     int       `json:"limit"`          // requests allowed in the window
	Remaining int       `json:"remaining"`      // requests left in it
	Reset     time.Time `json:"reset,omitzero"` // when it ends
}

// Attempt is one HTTP exchange of a call.
type Attempt struct {
	Start      time.Time
	Duration   time.Duration // until the response was read; for All and List, until the headers arrived
	StatusCode int           // 0 if no response came
	Err        error         // why no complete response came, or nil; contains neither the key nor the id
	RequestID  string        // X-Request-Id, X-Correlation-Id or Request-Id of the response, or ""
	Wait       time.Duration // before the next attempt, 0 after the last

	// BudgetExhausted reports that the attempt would have been retried, but the retry budget of the client was used up.
	BudgetExhausted bool
}

// Kind returns the sentinel of the attempt, such as [ErrServer] or [ErrTransport]. It returns nil if a complete
// response with a 2xx status code came, even if the call then failed because of what is in it.
func (a Attempt) Kind() error {
	switch {
	case a.StatusCode != 0 && !transport.IsSuccess(a.StatusCode):
		return statusSentinel(a.StatusCode)
	case a.Err != nil:
		return sentinelOf(a.Err)
	}
	return nil
}
