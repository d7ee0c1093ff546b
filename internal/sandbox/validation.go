package sandbox

import (
	"net/http"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// withBodyLimit rejects bodies over [contract.MaxRequestBytes]: at once if Content-Length is known, otherwise as soon
// as more bytes have been read.
func (s *Sandbox) withBodyLimit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > contract.MaxRequestBytes {
			s.writeError(w, r, &http.MaxBytesError{Limit: contract.MaxRequestBytes})
			return
		}
		limited := r.WithContext(r.Context()) // a copy, because the caller owns the request
		if r.Body != nil {
			limited.Body = http.MaxBytesReader(w, r.Body, contract.MaxRequestBytes)
		}
		next.ServeHTTP(w, limited)
	})
}

// withValidation rejects requests that violate the OpenAPI document, so that operations receive only requests that are
// valid or that a profile allows.
func (s *Sandbox) withValidation(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.validator.Request(r); err != nil && !s.Allows(err) {
			s.writeError(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}
