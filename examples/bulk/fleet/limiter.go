package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// errTooLate is the refusal to wait in vain.
var errTooLate = errors.New("the shared rate limit would admit this only after the call's deadline")

// pause is how long a Redis that failed is left alone: one that hangs would cost every call its timeout.
const pause = time.Second

// limiter admits requests for all processes that share key, as the script of redis_rate in Redis says.
type limiter struct {
	shared   *redis_rate.Limiter
	key      string // one for each API key
	limit    redis_rate.Limit
	fallback customers.Limiter // nil for none: then a call fails while Redis is away
	turn     chan struct{}     // one of this process asks at a time, in the order of arrival

	failed time.Time // when Redis failed last; whose turn it is may look
	why    error
}

var _ customers.Limiter = (*limiter)(nil)

func newLimiter(store *redis.Client, s share, fallback bool) *limiter {
	l := &limiter{
		shared: redis_rate.NewLimiter(store), key: "ledgerlink", limit: s.fleet(), turn: make(chan struct{}, 1),
	}
	if fallback {
		l.fallback = s.alone()
	}
	return l
}

// Wait returns nil when a request may go out. Without Redis it asks the fallback, or fails.
func (l *limiter) Wait(ctx context.Context) error {
	err := l.wait(ctx)
	switch {
	case err == nil, errors.Is(err, errTooLate), ctx.Err() != nil:
		return err
	case l.fallback != nil:
		return l.fallback.Wait(ctx)
	}
	return fmt.Errorf("the shared rate limit cannot be asked for: Redis: %w", err)
}

func (l *limiter) wait(ctx context.Context) error {
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		after, err := l.ask(ctx)
		if err != nil || after <= 0 {
			return err
		}
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < after {
			return errTooLate
		}
		timer := time.NewTimer(after)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// ask returns how long to wait before asking again, 0 when the request is admitted.
func (l *limiter) ask(ctx context.Context) (time.Duration, error) {
	if l.why != nil && time.Since(l.failed) < pause {
		return 0, l.why
	}
	result, err := l.shared.Allow(ctx, l.key, l.limit)
	if err != nil {
		if ctx.Err() == nil {
			l.failed, l.why = time.Now(), err
		}
		return 0, err
	}
	l.why = nil
	if result.Allowed > 0 {
		return 0, nil
	}
	return result.RetryAfter, nil
}
