package verify

// requestIDProbe judges which header carries the request ID.
func requestIDProbe() probe {
	return probe{
		name: "request ID", expected: "a header that the client reads",
		judge: func(s *session) finding {
			if header, found := s.has("X-Request-Id", "X-Correlation-Id", "Request-Id"); found {
				return holds("%s", header)
			}
			if other, found := s.has("X-Amzn-Requestid", "X-Amzn-Trace-Id", "X-Trace-Id", "Traceparent", "X-Cloud-Trace-Context",
				"Cf-Ray"); found {
				return differs(other, "Error.RequestID is empty: quote Error.Header for support",
					"in internal/transport/header.go: the names of the header")
			}
			return notSeen("no such header")
		},
	}
}
