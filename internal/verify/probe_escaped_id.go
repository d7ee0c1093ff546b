package verify

import "strconv"

// escapedIDProbe judges whether an id with an escaped character arrives as one path segment: then the response is that
// of any unknown id.
func escapedIDProbe() probe {
	return probe{
		name: "id with an escaped character", expected: "as any unknown id",
		judge: func(s *session) finding {
			unknown, e := s.of(stepUnknown), s.of(stepEscaped)
			switch {
			case unknown == nil || e == nil || e.status/100 == 3:
				return notSeen("no response")
			case e.status == unknown.status && e.isHTML() == unknown.isHTML():
				return holds("as any unknown id")
			}
			return differs(strconv.Itoa(e.status)+", unlike an unknown id", "an id with a space, or another character that a "+
				"URL escapes, cannot be used", "in the spec: the pattern of CustomerID")
		},
	}
}
