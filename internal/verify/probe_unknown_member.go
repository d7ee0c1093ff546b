package verify

// unknownMemberProbe judges whether a create with a member that the document does not have is accepted.
func unknownMemberProbe() probe {
	return probe{
		name: "unknown member of a create", expected: "accepted",
		judge: func(s *session) finding {
			e := s.of(stepUnknownMember)
			switch {
			case e.success():
				return holds("accepted")
			case e.refused():
				return differs("refused", "nothing today; a client that sends a newer field is refused",
					"in the spec: additionalProperties: false in the request schemas")
			}
			return notSeen("no response, or the service failed")
		},
	}
}
