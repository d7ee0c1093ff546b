package transport

import "net/http"

// maxRequestIDBytes keeps a hostile header from flooding a log line.
const maxRequestIDBytes = 128

// RequestID returns the first request ID that the answer carries. No header is documented; these three are common.
func RequestID(h http.Header) string {
	for _, name := range [...]string{"X-Request-Id", "X-Correlation-Id", "Request-Id"} {
		if id := h.Get(name); id != "" {
			return id[:min(len(id), maxRequestIDBytes)]
		}
	}
	return ""
}
