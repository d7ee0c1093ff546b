package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
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

// span bounds one attempt in time, by the attempt's timeout and by what is left of the call's, and afterwards the
// reading of a stream, by the time without a byte.
type span struct {
	clock  clock           // a copy, so that the call's own need not be on the heap
	ctx    context.Context //nolint:containedctx // a span lives as long as its attempt
	cancel context.CancelCauseFunc
	rule   time.Duration // how long the attempt may take, 0 when only the call's timeout bounds it
	timer  *time.Timer
}

// begin begins the span of an attempt, in a context below parent, which is the caller's. A timeout of 0 leaves it to
// the call's.
func (s *span) begin(parent context.Context, c *clock, timeout time.Duration) {
	ctx, cancel := context.WithCancelCause(parent)
	*s = span{clock: *c, ctx: ctx, cancel: cancel, rule: timeout}
	if c.timeout > 0 {
		if left := c.left(); timeout == 0 || left <= timeout {
			timeout, s.rule = left, 0
		}
	}
	if timeout != 0 {
		s.timer = time.AfterFunc(timeout, s.expire)
	}
}

// expire ends the span because its time is up.
func (s *span) expire() {
	if s.rule == 0 {
		s.cancel(s.clock.timedOut())
		return
	}
	s.cancel(timeoutError{"no answer to an attempt", s.rule})
}

// stop frees everything.
func (s *span) stop() {
	if s.timer != nil {
		s.timer.Stop()
	}
	s.cancel(nil)
}

// explain joins err with why the attempt was cut, if it was: net/http reports that in several ways.
func (s *span) explain(err error) error {
	if s.ctx.Err() == nil {
		return err
	}
	return withCause(withCause(err, context.Cause(s.ctx)), s.clock.caller.Err())
}

// stream is the body of a streamed answer. The timeouts bounded the wait for its header; from there on only a pause is
// bounded: no byte for as long as an attempt may take ends it.
type stream struct {
	io.ReadCloser
	span *span
	idle *time.Timer
	rule time.Duration
}

func newStream(body io.ReadCloser, s *span, rule time.Duration) *stream {
	st := &stream{ReadCloser: body, span: s, rule: rule}
	if s.timer != nil {
		s.timer.Stop()
	}
	if rule > 0 {
		st.idle = time.AfterFunc(rule, func() { s.cancel(timeoutError{"no byte of the list", rule}) })
		st.idle.Stop()
	}
	return st
}

// Read reads, and explains a cut.
func (st *stream) Read(p []byte) (int, error) {
	if st.idle != nil {
		st.idle.Reset(st.rule)
		defer st.idle.Stop()
	}
	n, err := st.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = st.span.explain(err)
	}
	return n, err
}

// Close closes the body and frees the span.
func (st *stream) Close() error {
	err := st.ReadCloser.Close()
	st.span.stop()
	return err
}
