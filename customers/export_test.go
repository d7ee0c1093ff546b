package customers

import "time"

// WithJitter replaces the random part of waits, so that a test can assert the exact schedule.
func WithJitter(jitter func(bound time.Duration) time.Duration) Option {
	return func(s *settings) { s.jitter = jitter }
}
