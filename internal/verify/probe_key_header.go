package verify

import "net/http"

// keyHeaderProbe judges which header carries the key.
func keyHeaderProbe() probe {
	return probe{
		name: "key header", parts: []string{"securitySchemes apiKey, name"}, expected: defaultKeyHeader,
		judge: func(s *session) finding {
			list := s.of(stepList)
			switch {
			case !list.success():
				return notSeen("no header was accepted")
			case s.keyHeader == http.CanonicalHeaderKey(defaultKeyHeader):
				return holds(defaultKeyHeader)
			}
			return differs(s.keyHeader, "with the default, every call fails with ErrUnauthorized",
				"use customers.WithAPIKeyHeader; in the spec: components.securitySchemes.apiKey.name")
		},
	}
}
