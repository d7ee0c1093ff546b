package verify

// emptyExternalIDProbe judges whether a create without an external ID is refused.
func emptyExternalIDProbe() probe {
	return probe{
		name: "empty external ID", parts: []string{"schemas CreateCustomerRequest externalId, minLength"},
		expected: "refused",
		judge: func(s *session) finding {
			e := s.of(stepEmpty)
			switch {
			case e.refused():
				return holds("refused")
			case e.success():
				return differs("accepted", "nothing: the client refuses an empty external ID before it sends one",
					"in the spec: CreateCustomerRequest.externalId minLength")
			}
			return notSeen("no response, or the service failed")
		},
	}
}
