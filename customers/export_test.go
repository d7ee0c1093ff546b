package customers

import "time"

// WithJitter replaces the random part of waits, so that a test can assert the exact schedule.
func WithJitter(jitter func(bound time.Duration) time.Duration) Option {
	return func(s *settings) { s.jitter = jitter }
}

// Defaults are the settings of a client without options, for the tests of the README.
type Defaults struct {
	KeyHeader               string
	Timeout, AttemptTimeout time.Duration
	Retry                   RetryPolicy
	MaxBytes, MaxListBytes  int64
}

// DefaultSettings returns the defaults of New.
func DefaultSettings() Defaults {
	s := defaults("baseURL", "https://api.example.com")
	return Defaults{s.keyHeader, s.timeout, s.attemptTimeout, RetryPolicy(s.retry), s.maxBytes, s.maxListBytes}
}
