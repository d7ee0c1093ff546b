package customers

import (
	"errors"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// Outcome is what became of one item of [Client.CreateAll].
type Outcome string

// The outcomes. After a run with the same input again, an item is OutcomeCreated, OutcomeExists or OutcomeRefused,
// unless it fails again.
const (
	// OutcomeCreated: the customer was created by this call.
	OutcomeCreated Outcome = "created"
	// OutcomeExists: a customer with this ExternalID exists ([ErrConflict]). Its status may be another.
	OutcomeExists Outcome = "already exists"
	// OutcomeRefused: the item is not valid, and would not be next time ([ErrInvalidArgument], [ErrBadRequest]).
	OutcomeRefused Outcome = "refused"
	// OutcomeFailed: nothing was created, for a reason that is not the item's: the key, the rate limit, the network.
	OutcomeFailed Outcome = "failed"
	// OutcomeUnknown: it may have been created, or not ([ErrOutcomeUnknown]).
	OutcomeUnknown Outcome = "outcome unknown"
)

// outcomeOf sorts the error of a Create. A conflict comes first: whoever created the customer, it is there.
func outcomeOf(err error) Outcome {
	switch {
	case err == nil:
		return OutcomeCreated
	case errors.Is(err, ErrConflict):
		return OutcomeExists
	case errors.Is(err, ErrOutcomeUnknown):
		return OutcomeUnknown
	case errors.Is(err, transport.ErrInvalidKey): // ErrInvalidArgument too, but of the client and not of the item
		return OutcomeFailed
	case errors.Is(err, ErrInvalidArgument), errors.Is(err, ErrBadRequest):
		return OutcomeRefused
	}
	return OutcomeFailed
}
