package verify

// idempotencyProbe judges whether an Idempotency-Key makes a second create return the first customer. The document has
// no such header.
func idempotencyProbe() probe {
	return probe{
		name: "Idempotency-Key", expected: "ignored",
		judge: func(s *session) finding {
			first := s.of(stepUnknownMember)
			if !first.success() {
				first = s.of(stepSecond)
			}
			repeated, duplicate := s.of(stepRepeated), s.of(stepDuplicate)
			switch {
			case !first.success() || repeated == nil || duplicate == nil:
				return notSeen("no create was repeated")
			case duplicate.success() && duplicate.text("id") == s.of(stepCreate).text("id"):
				return notSeen("a duplicate without the header returns the first customer, too")
			case repeated.success() && repeated.text("id") == first.text("id"):
				return differs("the first customer is returned", "Create could be retried safely with WithRequestHeader",
					"in the spec: a header parameter of createCustomer; then let the transport retry Create")
			case repeated.refused() || repeated.success():
				return holds("ignored")
			}
			return notSeen("the service failed")
		},
	}
}
