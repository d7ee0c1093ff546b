package verify

import (
	"net/http"
	"slices"
)

// errorMessageProbe judges the message of flat errors: a text, or a list of texts for an invalid request.
func errorMessageProbe() probe {
	const expected = "a text; a list if invalid"
	invalidSteps := []string{stepEmpty, stepBadStatus, stepBadUpdate}
	return probe{
		name: "message of errors", parts: []string{"schemas FlatErrorBody message"}, expected: expected,
		judge: func(s *session) finding {
			var seen []string
			for _, e := range s.responses() {
				if e.status < 400 || e.operation == "" || errorShapeOf(e) != shapeFlat {
					continue
				}
				_, isList := e.object()["message"].([]any)
				isInvalid := e.status == http.StatusBadRequest || e.status == http.StatusUnprocessableEntity
				switch {
				case isList && !isInvalid:
					seen = append(seen, "a list for other errors")
				case !isList && slices.Contains(invalidSteps, e.call.step):
					seen = append(seen, "a text if invalid")
				default:
					seen = append(seen, "")
				}
			}
			switch unexpected := uniqueSorted(withoutEmpty(seen)); {
			case len(seen) == 0:
				return notSeen("no flat error body")
			case unexpected != "":
				return differs(unexpected, "nothing: the client reads both; Error.Fields is filled from a list only",
					"in the spec: the examples of the error responses")
			}
			return holds(expected)
		},
	}
}

func withoutEmpty(texts []string) []string {
	var kept []string
	for _, text := range texts {
		if text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}
