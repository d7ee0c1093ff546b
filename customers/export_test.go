package customers

import "time"

// WithJitter replaces the random part of waits, so that tests can tell a schedule exactly.
func WithJitter(jitter func(bound time.Duration) time.Duration) Option {
	return func(s *settings) { s.jitter = jitter }
}
