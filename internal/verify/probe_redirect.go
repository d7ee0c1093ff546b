package verify

// redirectProbe judges whether the service redirects.
func redirectProbe() probe {
	return probe{
		name: "redirects", expected: "none",
		judge: func(s *session) finding {
			if len(s.responses()) == 0 {
				return notSeen("no response")
			}
			for _, e := range s.responses() {
				if e.status/100 != 3 {
					continue
				}
				seen := "to the same origin"
				if s.redirectsElsewhere(e.header.Get("Location")) {
					seen = "to another origin"
				}
				return differs(seen, "calls fail with ErrUnexpectedResponse, because the client follows no redirects: use "+
					"the final base URL", "in the spec: servers")
			}
			return holds("none")
		},
	}
}
