package customers

import (
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// RetryPolicy bounds the retries of a call; see [WithRetry] and the package documentation. A zero field means its
// default.
type RetryPolicy struct {
	MaxAttempts int           // exchanges of one call, the first included; default 3
	BaseDelay   time.Duration // bound of the random wait after the first attempt, doubled after each; default 250 ms
	MaxDelay    time.Duration // bound of every wait; a server that asks for more is not waited for; default 8 s
	MaxElapsed  time.Duration // no wait ends later than this after the call began; default 30 s
}

// NoRetry turns retries off: a call is one HTTP exchange.
var NoRetry = RetryPolicy{MaxAttempts: 1} //nolint:gochecknoglobals // a value to compare and pass, never written

const (
	defaultMaxAttempts = 3
	defaultBaseDelay   = 250 * time.Millisecond
	defaultMaxDelay    = 8 * time.Second
	defaultMaxElapsed  = 30 * time.Second
)

// WithRetry sets when a failed attempt is followed by another one. The default is RetryPolicy{}; [NoRetry] turns
// retries off. What may be retried does not depend on the policy: a Create never is unless it provably was not
// processed.
func WithRetry(policy RetryPolicy) Option {
	return func(s *settings) {
		for _, f := range []struct {
			name     string
			negative bool
		}{
			{"retry.MaxAttempts", policy.MaxAttempts < 0},
			{"retry.BaseDelay", policy.BaseDelay < 0},
			{"retry.MaxDelay", policy.MaxDelay < 0},
			{"retry.MaxElapsed", policy.MaxElapsed < 0},
		} {
			if f.negative {
				s.refuse(f.name, "must not be negative")
			}
		}
		s.retry = policy.withDefaults()
	}
}

func (p RetryPolicy) withDefaults() transport.RetryPolicy {
	return transport.RetryPolicy{
		MaxAttempts: orDefault(p.MaxAttempts, defaultMaxAttempts),
		BaseDelay:   orDefault(p.BaseDelay, defaultBaseDelay),
		MaxDelay:    orDefault(p.MaxDelay, defaultMaxDelay),
		MaxElapsed:  orDefault(p.MaxElapsed, defaultMaxElapsed),
	}
}

func orDefault[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}
