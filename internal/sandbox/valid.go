package sandbox

import "net/http"

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
