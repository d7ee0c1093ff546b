package sandbox

import (
	"net/http"
	"slices"
)

// chain puts everything that happens to a request before its operation around the generated handler, outermost first.
func (s *Sandbox) chain(operations http.Handler) http.Handler {
	steps := []func(http.Handler) http.Handler{
		s.identified, // first, so that every answer carries an X-Request-Id
		s.recovered,  // a panic of anything below becomes a 500
		s.metered,    // in front of the API as the vendor's gateway is
		s.faulty,     // before the rest: a fault does not depend on a good key, a good body or a known path
		s.config.wrapped,
		s.authenticated,
		s.limited,
		s.valid,
	}
	handler := operations
	for _, step := range slices.Backward(steps) {
		handler = step(handler)
	}
	return handler
}
