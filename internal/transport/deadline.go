package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// deadline is the time limit of one call. The caller's context, which each method takes, limits the call as well.
type deadline struct {
	start   time.Time
	timeout time.Duration // 0 for none
}

// ErrTimeout matches the errors of all timeouts of this package.
var ErrTimeout = errors.New("timeout")

// timeoutError is the cause of a timeout of this package. errors.Is reports it as context.DeadlineExceeded. Two of them
// are never equal, so that a timeout of another client in the caller's context is not taken for one of this client.
type timeoutError struct {
	what   string
	after  time.Duration
	option string // what sets it
}

func (e *timeoutError) Error() string {
	return fmt.Sprintf("%s within %v (%s)", e.what, e.after, e.option)
}

func (*timeoutError) Is(err error) bool { return err == context.DeadlineExceeded || err == ErrTimeout }
func (*timeoutError) Timeout() bool     { return true }

// OwnText returns the text of the error of this package in err that needs no other words, or "".
func OwnText(err error) string {
	var timeout *timeoutError
	if errors.As(err, &timeout) {
		return timeout.Error()
	}
	for _, own := range [...]error{
		ErrKeySource, ErrInvalidKey, ErrLimiter, ErrTooLarge, errOtherOrigin, errNoResponse, errMiddleware,
	} {
		if errors.Is(err, own) {
			return own.Error()
		}
	}
	return ""
}

func attemptTimeout(d time.Duration, option string) *timeoutError {
	return &timeoutError{"no response to an attempt", d, option}
}

func (d deadline) timeoutError() *timeoutError {
	return &timeoutError{"no response", d.timeout, "WithTimeout"}
}

const optionAttemptTimeout = "WithAttemptTimeout"

// left returns the time until the call's timeout.
func (d deadline) left() time.Duration { return d.timeout - time.Since(d.start) }

// ended returns why the call is over, or nil.
func (d deadline) ended(ctx context.Context) error { return d.wrapEnd(ctx, nil) }

// wrapEnd joins err with the reason why the call is over, if it is.
func (d deadline) wrapEnd(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return wrapContextEnd(ctx, err)
	case d.timeout > 0 && d.left() <= 0:
		return joinCause(err, d.timeoutError())
	}
	return err
}

// passed reports whether the call is over at t.
func (d deadline) passed(ctx context.Context, t time.Time) bool {
	if d.timeout > 0 && t.Sub(d.start) >= d.timeout {
		return true
	}
	end, ok := ctx.Deadline()
	return ok && !t.Before(end)
}

// context returns a context below parent with the end of the call as its deadline.
func (d deadline) context(parent context.Context) (context.Context, context.CancelFunc) {
	if d.timeout <= 0 {
		return context.WithCancel(parent)
	}
	return context.WithDeadlineCause(parent, d.start.Add(d.timeout), d.timeoutError())
}

// sleep waits for wait, or until ctx ends, and then returns why it ended.
func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ContextError(ctx)
	}
}

// ErrContextDone matches the errors of calls that the caller's context ended.
var ErrContextDone = errors.New("context ended")

// contextEndError marks an error as caused by the end of the caller's context.
type contextEndError struct{ error }

func (*contextEndError) Is(err error) bool { return err == ErrContextDone }
func (e *contextEndError) Unwrap() error   { return e.error }

// ContextError returns why the caller's context ended, joined with its cause, or nil. It matches ErrContextDone.
func ContextError(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return wrapContextEnd(ctx, nil)
}

// wrapContextEnd joins err with the reason why the caller's context ended.
func wrapContextEnd(ctx context.Context, err error) error {
	return &contextEndError{joinCause(joinCause(err, context.Cause(ctx)), ctx.Err())}
}

// joinCause joins err with its cause, unless err has the cause in it already.
func joinCause(err, cause error) error {
	switch {
	case err == nil:
		return cause
	case cause == nil || errors.Is(err, cause):
		return err
	case errors.Is(err, context.Canceled) && !errors.Is(cause, context.Canceled):
		return cause // the timeout cancelled the exchange: "context canceled" adds nothing
	}
	return fmt.Errorf("%w: %w", cause, err)
}

// attemptTimer ends the context of one attempt when the attempt's timeout or the call's runs out. A stream stops the
// timer when the headers have arrived and bounds its idle time instead.
type attemptTimer struct {
	caller context.Context //nolint:containedctx // the attempt's parent
	ctx    context.Context //nolint:containedctx // the attempt's own
	cancel context.CancelCauseFunc
	timer  *time.Timer // nil for none
}

// newAttemptTimer starts the timer of an attempt. If timeout is 0, only the call's timeout counts.
func newAttemptTimer(parent context.Context, d deadline, timeout time.Duration) attemptTimer {
	ctx, cancel := context.WithCancelCause(parent)
	timer := attemptTimer{caller: parent, ctx: ctx, cancel: cancel}
	cause := attemptTimeout(timeout, optionAttemptTimeout)
	if d.timeout > 0 {
		if left := d.left(); timeout == 0 || left <= timeout {
			timeout, cause = left, d.timeoutError()
		}
	}
	if timeout != 0 {
		timer.timer = timer.endAfter(timeout, cause)
	}
	return timer
}

// stop releases the timer and the context.
func (a attemptTimer) stop() {
	if a.timer != nil {
		a.timer.Stop()
	}
	a.cancel(nil)
}

// wrapTimeout joins err with the reason why the attempt was cut, if it was: net/http reports that in several ways.
func (a attemptTimer) wrapTimeout(err error) error {
	switch {
	case a.callerDeadlinePassed(err):
		return &contextEndError{err}
	case a.ctx.Err() == nil, a.stoppedReading():
		return err
	case a.ownTimeout():
		return joinCause(joinCause(err, context.Cause(a.ctx)), a.caller.Err())
	}
	return wrapContextEnd(a.caller, err)
}

// callerDeadlinePassed reports whether err is the deadline of the caller's context, which the net package observes
// itself, so that a dial can fail before the context ends.
func (a attemptTimer) callerDeadlinePassed(err error) bool {
	end, ok := a.caller.Deadline()
	return ok && a.ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) && !time.Now().Before(end)
}

// ownTimeout reports whether a timeout of this client ended the attempt, and not the caller's context, whose cause may
// be the timeout of another client.
func (a attemptTimer) ownTimeout() bool {
	own, ok := context.Cause(a.ctx).(*timeoutError)       //nolint:errorlint // the cause itself
	callers, _ := context.Cause(a.caller).(*timeoutError) //nolint:errorlint // the cause itself
	return ok && own != callers
}

// ErrStoppedReading is the error of a read after EndSoon, when the time is up.
var ErrStoppedReading = errors.New("the response did not end in time")

// endAfter ends the attempt after d, unless the returned timer is stopped.
func (a attemptTimer) endAfter(d time.Duration, cause error) *time.Timer {
	return time.AfterFunc(d, func() { a.cancel(cause) })
}

func (a attemptTimer) stoppedReading() bool {
	return errors.Is(context.Cause(a.ctx), ErrStoppedReading)
}

// Stream is the body of a streamed response. It fails if no byte arrives for as long as one attempt may take.
type Stream struct {
	io.ReadCloser

	attempt attemptTimer
	timeout time.Duration // 0 for none
	idle    *time.Timer   // nil for none
	end     *time.Timer   // nil before EndSoon
}

func newStream(body io.ReadCloser, attempt attemptTimer, timeout time.Duration) *Stream {
	if attempt.timer != nil {
		attempt.timer.Stop()
	}
	s := &Stream{ReadCloser: body, attempt: attempt, timeout: timeout}
	if timeout > 0 {
		s.idle = attempt.endAfter(timeout, &timeoutError{"no byte of the list", timeout, optionAttemptTimeout})
		s.idle.Stop()
	}
	return s
}

// Read implements io.Reader.
func (s *Stream) Read(p []byte) (int, error) {
	if s.idle != nil {
		s.idle.Reset(s.timeout)
		defer s.idle.Stop()
	}
	n, err := s.ReadCloser.Read(p)
	switch {
	case err == nil, errors.Is(err, io.EOF):
	case s.attempt.stoppedReading():
		err = ErrStoppedReading
	default:
		err = s.attempt.wrapTimeout(err)
	}
	return n, err
}

// EndSoon ends the stream with ErrStoppedReading after one second, or after the time that it may be idle if that is
// shorter. Call it when only the end of the body is of interest, so that a server that sends no end cannot hold the
// call.
func (s *Stream) EndSoon() {
	if s.end != nil {
		return
	}
	wait := maxDrainTime
	if s.idle != nil {
		wait, s.idle = min(wait, s.timeout), nil
	}
	s.end = s.attempt.endAfter(wait, ErrStoppedReading)
}

// Close closes the body and ends the attempt.
func (s *Stream) Close() error {
	err := s.ReadCloser.Close()
	if s.end != nil {
		s.end.Stop()
	}
	s.attempt.stop()
	return err
}
