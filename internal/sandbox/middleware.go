package sandbox

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
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

// withRequestID sets X-Request-Id on every response: the client's own request ID if it is valid, else the number of the
// request.
func (s *Sandbox) withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestIDHeader)
		if !isRequestID(id) {
			id = s.requests.next()
		}
		w.Header().Set(requestIDHeader, id)
		next.ServeHTTP(w, r)
	})
}

// isRequestID reports whether a client's request ID is short and safe to print in logs and shells.
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

// withRecovery turns a panic into a 500, or aborts the connection if the response has already started.
func (s *Sandbox) withRecovery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		response := &startTracker{ResponseWriter: w}
		defer func() {
			switch cause := recover(); {
			case cause == nil:
			case cause == http.ErrAbortHandler: //nolint:errorlint // net/http compares this panic value with == too
				panic(cause) //nolint:forbidigo // net/http expects this panic value
			case response.started:
				s.config.Logger.ErrorContext(r.Context(), "panic after the response started", "cause", cause)
				panic(http.ErrAbortHandler) //nolint:forbidigo // the only way to abort the connection
			default:
				s.writeError(w, r, fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
			}
		}()
		next.ServeHTTP(response, r)
	})
}

// startTracker records whether the response has started.
type startTracker struct {
	http.ResponseWriter
	started bool
}

func (t *startTracker) WriteHeader(status int) {
	t.started = true
	t.ResponseWriter.WriteHeader(status)
}

func (t *startTracker) Write(p []byte) (int, error) {
	t.started = true
	return t.ResponseWriter.Write(p)
}

// Unwrap returns the underlying writer, for http.ResponseController.
func (t *startTracker) Unwrap() http.ResponseWriter { return t.ResponseWriter }

var errUnauthorized = errors.New("sandbox: the API key is missing or wrong")

// withAuth rejects requests without the API key.
func (s *Sandbox) withAuth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.isAuthorized(r) {
			s.writeError(w, r, errUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isAuthorized reports whether a request carries the API key exactly once. It compares hashes in constant time, so that
// the duration reveals neither the key nor its length.
func (s *Sandbox) isAuthorized(r *http.Request) bool {
	keys := r.Header.Values(s.config.APIKeyHeader)
	if len(keys) != 1 {
		return false
	}
	got := sha256.Sum256([]byte(keys[0]))
	return subtle.ConstantTimeCompare(got[:], s.keyHash.Load()[:]) == 1
}
