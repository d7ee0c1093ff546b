package transport

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// deadline bounds a call in time. It is context.WithTimeout, but for a stream the bound can be taken off again.
type deadline struct {
	caller context.Context //nolint:containedctx // a deadline lives as long as its call
	ctx    context.Context //nolint:containedctx // as above
	cancel context.CancelCauseFunc
	timer  *time.Timer
}

// timeoutError is the cause of a call that ran out of its own time; it is a context.DeadlineExceeded.
type timeoutError struct{ after time.Duration }

func (e timeoutError) Error() string {
	return fmt.Sprintf("no answer within the timeout of %v", e.after)
}
func (timeoutError) Is(err error) bool { return err == context.DeadlineExceeded }
func (timeoutError) Timeout() bool     { return true }

func newDeadline(caller context.Context, timeout time.Duration) *deadline {
	ctx, cancel := context.WithCancelCause(caller)
	d := &deadline{caller: caller, ctx: ctx, cancel: cancel}
	if timeout > 0 {
		d.timer = time.AfterFunc(timeout, func() { cancel(timeoutError{timeout}) })
	}
	return d
}

// detach takes the timeout off; the caller's own context still ends the call.
func (d *deadline) detach() {
	if d.timer != nil {
		d.timer.Stop()
	}
}

// stop frees everything.
func (d *deadline) stop() {
	d.detach()
	d.cancel(nil)
}

// explain joins err with why the context ended, if it did: net/http reports a cut of its own making in several ways.
func (d *deadline) explain(err error) error {
	if d.ctx.Err() == nil {
		return err
	}
	return withCause(withCause(err, context.Cause(d.ctx)), d.caller.Err())
}

func withCause(err, cause error) error {
	if cause == nil || errors.Is(err, cause) {
		return err
	}
	if errors.Is(err, context.Canceled) && !errors.Is(cause, context.Canceled) {
		return cause // "context canceled" is then only how the timeout cut the exchange
	}
	return fmt.Errorf("%w: %w", cause, err)
}
