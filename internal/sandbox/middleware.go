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

// recovered turns a panic into a 500, or into a broken connection when the answer has already begun.
func (s *Sandbox) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := &beginning{ResponseWriter: w}
		defer func() {
			switch cause := recover(); {
			case cause == nil:
			case cause == http.ErrAbortHandler: //nolint:errorlint // net/http compares this panic value with == too
				panic(cause) //nolint:forbidigo // passes on a panic that net/http knows
			case answer.begun:
				s.config.Logger.ErrorContext(r.Context(), "panic after the answer began", "cause", cause)
				panic(http.ErrAbortHandler) //nolint:forbidigo // the only way to break a connection
			default:
				s.fail(w, r, fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
			}
		}()
		next.ServeHTTP(answer, r)
	})
}

// beginning knows whether an answer has begun.
type beginning struct {
	http.ResponseWriter
	begun bool
}

func (b *beginning) WriteHeader(status int) {
	b.begun = true
	b.ResponseWriter.WriteHeader(status)
}

func (b *beginning) Write(p []byte) (int, error) {
	b.begun = true
	return b.ResponseWriter.Write(p)
}

// Unwrap gives http.ResponseController the writer below.
func (b *beginning) Unwrap() http.ResponseWriter { return b.ResponseWriter }

var errUnauthorized = errors.New("sandbox: the API key is missing or wrong")

// authenticated lets only requests with exactly one right key pass. Hashes are compared, so that the time it takes
// tells neither the key's bytes nor its length.
func (s *Sandbox) authenticated(next http.Handler) http.Handler {
	want := sha256.Sum256([]byte(s.config.APIKey))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		keys := r.Header.Values(s.config.APIKeyHeader)
		if len(keys) != 1 {
			s.fail(w, r, errUnauthorized)
			return
		}
		if got := sha256.Sum256([]byte(keys[0])); subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			s.fail(w, r, errUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
