package verify

// httpVersionProbe judges the version of HTTP.
func httpVersionProbe() probe {
	return probe{
		name: "HTTP version", expected: "HTTP/1.1 or HTTP/2.0",
		judge: func(s *session) finding {
			responses := s.responses()
			versions := make([]string, len(responses))
			for i, e := range responses {
				versions[i] = e.proto
			}
			switch seen := uniqueSorted(versions); seen {
			case "":
				return notSeen("no response")
			case "HTTP/1.1", "HTTP/2.0":
				return holds("%s", seen)
			default:
				return differs(seen, "connections may not be reused, which makes calls slow", "nothing in the spec")
			}
		},
	}
}
