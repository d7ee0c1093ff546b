package verify

import "time"

// updatedAtProbe judges whether updatedAt moves with an update.
func updatedAtProbe() probe {
	return probe{
		name: "updatedAt moves", parts: []string{"schemas Customer updatedAt"}, expected: "later after an update",
		judge: func(s *session) finding {
			before, after := timeIn(s.of(stepCreate)), timeIn(s.of(stepActivate))
			switch {
			case before.IsZero() || after.IsZero():
				return notSeen("no update was seen")
			case after.After(before):
				return holds("later after an update")
			case before.Equal(after) && before.Nanosecond() == 0:
				return notSeen("the times have no fractions of a second")
			}
			return differs("not later after an update", "Customer.UpdatedAt does not show that a customer has changed",
				"in the spec: the description of updateCustomer")
		},
	}
}

// timeIn returns updatedAt of a customer, or the zero time.
func timeIn(e *exchange) time.Time {
	t, err := time.Parse(time.RFC3339, e.text("updatedAt"))
	if err != nil {
		return time.Time{}
	}
	return t
}
