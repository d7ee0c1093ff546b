package customerstest

import (
	"bytes"
	"io"
	"net/http"
)

// Request is a request that the server got.
type Request struct {
	Operation string // the spec's operation, as "createCustomer"; "" when there is none
	Method    string
	Path      string // as it was escaped, without the base URL's own path
	Header    http.Header
	Body      []byte
}

// Requests returns what the server got so far, in order of arrival.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// record remembers each request before anything judges it.
func (s *Server) record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			s.t.Errorf("customerstest: reading a request: %v", err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		operation, _, _ := s.validator.Operation(r)
		s.mu.Lock()
		s.requests = append(s.requests, Request{
			Operation: operation,
			Method:    r.Method,
			Path:      r.URL.EscapedPath(),
			Header:    r.Header.Clone(),
			Body:      body,
		})
		s.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}
