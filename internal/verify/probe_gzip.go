package verify

// gzipProbe judges whether responses are compressed only on request.
func gzipProbe() probe {
	return probe{
		name: "compression", expected: "only if requested",
		judge: func(s *session) finding {
			asked := false
			for _, e := range s.responses() {
				encoding := e.header.Get("Content-Encoding")
				switch {
				case encoding == "" || encoding == "identity":
				case encoding != "gzip":
					return differs("another encoding than gzip", "responses cannot be decoded",
						"remove Accept-Encoding in a middleware")
				case e.call.header["Accept-Encoding"] == "identity":
					return differs("gzip without a request", "calls fail if the Transport of WithHTTPClient sets DisableCompression",
						"nothing in the spec; leave DisableCompression off")
				default:
					asked = true
				}
			}
			switch {
			case s.of(stepUnknown) == nil:
				return notSeen("no response")
			case asked:
				return holds("gzip if requested")
			}
			return holds("none")
		},
	}
}
