package verify

// unknownStatusProbe judges whether a status that is not documented is refused in a create and in an update.
func unknownStatusProbe() probe {
	return probe{
		name: "unknown status", parts: []string{"schemas CustomerStatus, completeness"}, expected: "refused",
		judge: func(s *session) finding {
			refused := false
			for _, step := range []string{stepBadStatus, stepBadUpdate} {
				e := s.of(step)
				switch {
				case e.success() && e.text("status") == unknownStatus:
					return differs("kept", "a misspelt Status is stored: compare Status with IsKnown before Create and Update",
						"in the spec: the enum of CustomerStatus")
				case e.success():
					return differs("accepted, and not kept", "a misspelt Status has no effect: compare the returned Status",
						"in the spec: the enum of CustomerStatus")
				case e.refused():
					refused = true
				}
			}
			if !refused {
				return notSeen("no response, or the service failed")
			}
			return holds("refused")
		},
	}
}
