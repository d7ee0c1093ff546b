package transport

import (
	"context"
	"errors"
	"io"
	"time"
)

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
