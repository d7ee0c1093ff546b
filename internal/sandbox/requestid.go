package sandbox

import (
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
)

const (
	requestIDHeader = "X-Request-Id"
	maxRequestID    = 128
)

// requestCounter numbers the requests of one sandbox.
type requestCounter struct{ last atomic.Int64 }

func (c *requestCounter) next() string { return "req-" + strconv.FormatInt(c.last.Add(1), 10) }

// identified gives every answer an X-Request-Id: the client's own if it is a sane one, else the number of the request.
func (s *Sandbox) identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestIDHeader)
		if !isRequestID(id) {
			id = s.requests.next()
		}
		w.Header().Set(requestIDHeader, id)
		next.ServeHTTP(w, r)
	})
}

// isRequestID reports whether a client's id is short and harmless in logs and shells.
func isRequestID(id string) bool {
	const others = "-_.:/+="
	for _, char := range []byte(id) {
		letterOrDigit := char >= 'a' && char <= 'z' || char >= 'A' && char <= 'Z' || char >= '0' && char <= '9'
		if !letterOrDigit && strings.IndexByte(others, char) < 0 {
			return false
		}
	}
	return id != "" && len(id) <= maxRequestID
}
