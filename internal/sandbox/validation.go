package sandbox

import (
	"net/http"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// limited refuses bodies that are too large: at once when their length is known, else as soon as more was read.
func (s *Sandbox) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > contract.MaxRequestBytes {
			s.fail(w, r, &http.MaxBytesError{Limit: contract.MaxRequestBytes})
			return
		}
		limited := r.WithContext(r.Context()) // a copy, because the request belongs to the caller
		if r.Body != nil {
			limited.Body = http.MaxBytesReader(w, r.Body, contract.MaxRequestBytes)
		}
		next.ServeHTTP(w, limited)
	})
}

// valid holds each request against the OpenAPI document, so that operations see only what the document allows.
func (s *Sandbox) valid(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.validator.Request(r); err != nil {
			s.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}
