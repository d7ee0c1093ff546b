package transport

import (
	"context"
	"errors"
	"fmt"
)

// Limiter holds back attempts; golang.org/x/time/rate.Limiter is one.
type Limiter interface {
	Wait(ctx context.Context) error
}

// ErrLimiter marks a failure of the caller's limiter.
var ErrLimiter = errors.New("limiter failed")

// admit asks the limiter, with the call's end as the context's deadline, so that it can refuse to wait in vain.
func (t *Transport) admit(ctx context.Context, c *clock) error {
	if t.cfg.Limiter == nil {
		return nil
	}
	ctx, cancel := c.context(ctx)
	defer cancel()
	if err := t.cfg.Limiter.Wait(ctx); err != nil {
		return fmt.Errorf("%w: %w", ErrLimiter, err)
	}
	return nil
}
