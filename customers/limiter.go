package customers

import (
	"context"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// Limiter holds back attempts. A *rate.Limiter of golang.org/x/time is one; so is anything that asks a store shared by
// many processes. Wait returns nil when the attempt may go out. Its context ends when the call does.
type Limiter interface {
	Wait(ctx context.Context) error
}

// WithLimiter has l admit each attempt, retries included, before it goes out. When Wait fails, nothing is sent and the
// call fails with [ErrTransport]; the limiter's error is reachable by errors.Is and errors.As.
func WithLimiter(l Limiter) Option {
	return func(s *settings) {
		if l == nil {
			s.refuse("limiter", "must not be nil")
			return
		}
		s.limiter = l
	}
}

var _ transport.Limiter = Limiter(nil)
