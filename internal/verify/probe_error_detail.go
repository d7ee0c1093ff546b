package verify

// errorDetailProbe judges the field errors of an envelope. Their schema is judged with the status code of the response.
func errorDetailProbe() probe {
	return probe{
		name: "field errors of an envelope", parts: []string{"schemas ErrorDetail"}, expected: "field and message",
		judge: func(s *session) finding {
			for _, e := range s.responses() {
				info, _ := e.object()["error"].(map[string]any)
				details, _ := info["details"].([]any)
				if e.status < 400 || len(details) == 0 || len(e.problems) > 0 {
					continue
				}
				return holds("field and message")
			}
			return notSeen("no envelope with field errors")
		},
	}
}
