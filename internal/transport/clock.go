package transport

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// clock is a call's time: when it began, when its own timeout ends it, and the caller's context, which may end it at
// any moment.
type clock struct {
	caller  context.Context //nolint:containedctx // a clock lives as long as its call
	start   time.Time
	timeout time.Duration // 0 for none
}

// timeoutError is the cause of what ran out of its own time; it is a context.DeadlineExceeded.
type timeoutError struct {
	what  string
	after time.Duration
}

func (e timeoutError) Error() string   { return fmt.Sprintf("%s within %v", e.what, e.after) }
func (timeoutError) Is(err error) bool { return err == context.DeadlineExceeded }
func (timeoutError) Timeout() bool     { return true }

func (c *clock) timedOut() error { return timeoutError{"no answer", c.timeout} }

// left returns the time until the call's own timeout.
func (c *clock) left() time.Duration { return c.timeout - time.Since(c.start) }

// ended says why the call is over, or nil.
func (c *clock) ended() error {
	if err := c.caller.Err(); err != nil {
		return withCause(context.Cause(c.caller), err)
	}
	if c.timeout > 0 && c.left() <= 0 {
		return c.timedOut()
	}
	return nil
}

// passed reports whether the call is over at t.
func (c *clock) passed(t time.Time) bool {
	if c.timeout > 0 && t.Sub(c.start) >= c.timeout {
		return true
	}
	deadline, ok := c.caller.Deadline()
	return ok && !t.Before(deadline)
}

// sleep waits, or returns at once when the caller's context ends.
func (c *clock) sleep(d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-c.caller.Done():
		return c.ended()
	}
}

// context returns a context below parent with the call's end as its deadline.
func (c *clock) context(parent context.Context) (context.Context, context.CancelFunc) {
	if c.timeout <= 0 {
		return context.WithCancel(parent)
	}
	return context.WithDeadlineCause(parent, c.start.Add(c.timeout), c.timedOut())
}

// withCause joins err with why it happened, unless it says so itself.
func withCause(err, cause error) error {
	switch {
	case err == nil:
		return cause
	case cause == nil || errors.Is(err, cause):
		return err
	case errors.Is(err, context.Canceled) && !errors.Is(cause, context.Canceled):
		return cause // "context canceled" is then only how the timeout cut the exchange
	}
	return fmt.Errorf("%w: %w", cause, err)
}
