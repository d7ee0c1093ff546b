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

// errTooLate is returned at once if the wait would pass the deadline.
var errTooLate = errors.New("the shared rate limit admits the request only after the call's deadline")

// redisPause is how long the limiter does not send commands to Redis after a failure. Without it, each call would wait
// for the timeout of a Redis that hangs.
const redisPause = time.Second

// limiter admits the requests of all processes that share key. The redis_rate script in Redis decides.
type limiter struct {
	shared   *redis_rate.Limiter
	key      string // one for each API key
	limit    redis_rate.Limit
	fallback customers.Limiter // if nil, calls fail while Redis is unavailable
	turn     chan struct{}     // semaphore: one goroutine at a time, in order of arrival

	failedAt time.Time // of redisErr; both need the turn
	redisErr error     // the last result from Redis
}

var _ customers.Limiter = (*limiter)(nil)

func newLimiter(rdb *redis.Client, s share, fallback bool) *limiter {
	l := &limiter{
		shared: redis_rate.NewLimiter(rdb), key: "ledgerlink", limit: s.fleetLimit(), turn: make(chan struct{}, 1),
	}
	if fallback {
		l.fallback = s.localLimiter()
	}
	return l
}

// Wait returns nil when a request may be sent. If Redis is unavailable, it uses the fallback or fails.
func (l *limiter) Wait(ctx context.Context) error {
	err := l.wait(ctx)
	switch {
	case err == nil, errors.Is(err, errTooLate), ctx.Err() != nil:
		return err
	case l.fallback != nil:
		return l.fallback.Wait(ctx)
	}
	return fmt.Errorf("the shared rate limit is unavailable: Redis: %w", err)
}

func (l *limiter) wait(ctx context.Context) error {
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		after, err := l.allow(ctx)
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

// allow returns 0 if the request is admitted, otherwise how long to wait before the next try.
func (l *limiter) allow(ctx context.Context) (time.Duration, error) {
	if l.redisErr != nil && time.Since(l.failedAt) < redisPause {
		return 0, l.redisErr
	}
	result, err := l.shared.Allow(ctx, l.key, l.limit)
	if err != nil {
		if ctx.Err() == nil {
			l.failedAt, l.redisErr = time.Now(), err
		}
		return 0, err
	}
	l.redisErr = nil
	if result.Allowed > 0 {
		return 0, nil
	}
	return result.RetryAfter, nil
}
