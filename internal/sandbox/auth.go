package sandbox

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
)

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
