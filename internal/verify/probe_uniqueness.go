package verify

import "strconv"

// uniquenessProbe judges whether a second customer with the same external ID is refused.
func uniquenessProbe() probe {
	return probe{
		name: "unique external IDs", parts: []string{"schemas CreateCustomerRequest externalId, uniqueness"},
		expected: "a duplicate is refused",
		judge: func(s *session) finding {
			first, second := s.of(stepCreate), s.of(stepDuplicate)
			switch {
			case first.text("id") == "" || second == nil:
				return notSeen("no duplicate was sent")
			case second.refused():
				return holds("a duplicate is refused")
			case second.success() && second.text("id") == first.text("id"):
				return differs("the first customer is returned", "Ensure reports created although the customer existed, and "+
					"CreateAll reports OutcomeCreated", "in the spec: the description of createCustomer")
			case second.success():
				return differs("a second customer is created", "Ensure and a repeated CreateAll can create duplicates: "+
					"call FindByExternalID first, or set SkipExisting", "in the spec: CreateCustomerRequest.externalId")
			}
			return differs("a duplicate is "+strconv.Itoa(second.status), "the client reports ErrServer instead of ErrConflict",
				"in the spec: the responses of createCustomer")
		},
	}
}
