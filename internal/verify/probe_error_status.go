package verify

import (
	"fmt"
	"net/http"
)

// errorStatusProbes judge the body of each error response of the document.
func errorStatusProbes() []probe {
	return []probe{
		badRequestProbe(),
		errorStatusProbe("body of a 401", "Unauthorized", false, is(http.StatusUnauthorized)),
		errorStatusProbe("body of a 403", "Forbidden", true, is(http.StatusForbidden)),
		errorStatusProbe("body of a 404", "NotFound", false, is(http.StatusNotFound)),
		conflictProbe(),
		errorStatusProbe("body of a 429", "TooManyRequests", true, is(http.StatusTooManyRequests)),
		errorStatusProbe("body of a 500", "InternalServerError", true, is(http.StatusInternalServerError)),
		errorStatusProbe("body of another error", "UnexpectedStatus", true, func(status int) bool {
			switch status {
			case 400, 401, 403, 404, 409, 429, 500:
				return false
			}
			return status >= 400
		}),
	}
}

// is returns a function that reports whether a status code is this one.
func is(status int) func(int) bool { return func(got int) bool { return got == status } }

// errorStatusProbe judges the bodies of the responses with a status code against the schema.
func errorStatusProbe(name, response string, byChance bool, matches func(status int) bool) probe {
	return probe{
		name: name, parts: []string{"responses " + response}, expected: "flat or envelope", byChance: byChance,
		judge: func(s *session) finding {
			seen := false
			for _, e := range s.responses() {
				if !matches(e.status) || e.operation == "" {
					continue
				}
				seen = true
				switch shape := errorShapeOf(e); {
				case shape != shapeFlat && shape != shapeEnvelope:
					return differs(string(shape), fmt.Sprintf("the sentinel is right, but Error.Message and Error.Code are empty "+
						"(Error.StatusCode %d)", e.status), "in the spec: components.responses."+response)
				case len(e.problems) > 0:
					return differs(describe(e.problems[0]), "Error.Message or Error.Code may be empty",
						"in the spec: components.responses."+response)
				}
			}
			if !seen {
				return notSeen("no such response")
			}
			return holds("flat or envelope")
		},
	}
}

// badRequestProbe judges the responses to requests that violate the document.
func badRequestProbe() probe {
	body := errorStatusProbe("invalid requests", "BadRequest", false, is(http.StatusBadRequest))
	return withStatus(body, "400, flat or envelope", http.StatusBadRequest, stepEmpty, stepBadStatus, stepBadUpdate)
}

// conflictProbe judges the response to a duplicate.
func conflictProbe() probe {
	body := errorStatusProbe("response to a duplicate", "Conflict", false, is(http.StatusConflict))
	return withStatus(body, "409, flat or envelope", http.StatusConflict, stepDuplicate)
}

// withStatus adds the status code that refused steps should have to a probe of their bodies.
func withStatus(body probe, expected string, want int, steps ...string) probe {
	judgeBody := body.judge
	body.expected = expected
	body.judge = func(s *session) finding {
		for _, step := range steps {
			if e := s.of(step); e.refused() && e.status != want {
				means := "nothing: the client reports ErrBadRequest, too"
				if want == http.StatusConflict {
					means = "the error of a duplicate is not ErrConflict, so Ensure fails and CreateAll reports OutcomeRefused"
				}
				return differs(fmt.Sprintf("status code %d", e.status), means, "in the spec: the responses of createCustomer")
			}
		}
		return judgeBody(s)
	}
	return body
}
