package customers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"
)

// Ensure creates a customer, or returns the one that has its ExternalID. It calls [Client.Create]. If that returns
// [ErrConflict], [ErrOutcomeUnknown] or [ErrBadRequest], it calls [Client.FindByExternalID], which reads the list. If
// no customer is found, it calls Create again, except after ErrBadRequest. It makes at most [RetryPolicy].MaxAttempts
// Creates, with the waits of that policy between them.
//
// A customer that was found is returned as it is and not updated: its Status may differ from params.Status.
//
// created is true only if the response to a Create of this call returned the customer. It is false for a customer that
// was found, even if a Create of this call created it and the response was lost. So at most one call returns true for
// one customer, and none does if that response was lost.
//
// An error is that of the last call that Ensure made, or of the last Create if no customer was found. Its Op is
// "Ensure", and it has the attempts of all calls. It is ErrOutcomeUnknown in addition if the outcome of one of the
// Creates was unknown, whatever failed after it; otherwise this call created no customer. Ensure can be called again
// after any error.
//
// All of this requires that the API refuses a second customer with the same ExternalID; otherwise Ensure could create
// two. The vendor documents the refusal only for its other services, most of which respond with 409 and some with 400.
//
// The context bounds Ensure as a whole; [WithTimeout] bounds each of its calls, and opts apply to each of them.
// Observers and loggers are notified of these calls and not of Ensure; they see a Create that conflicts as a call that
// succeeded. [WithResponseInfo] describes the last call, and [SkipInvalid] applies to the list.
func (c *Client) Ensure(
	ctx context.Context, params CreateParams, opts ...CallOption,
) (customer *Customer, created bool, err error) {
	start := time.Now()
	var failed ensureFailures
	for round := 1; ; round++ {
		customer, err = c.Create(ctx, params, append(slices.Clip(opts), ofEnsure)...)
		if err == nil {
			return customer, true, nil
		}
		refusal := failed.add(err)
		if !mayExist(err) || ctx.Err() != nil && errors.Is(err, ctx.Err()) {
			return nil, false, failed.newError(refusal)
		}
		customer, err = c.FindByExternalID(ctx, params.ExternalID, opts...)
		if err == nil {
			return customer, false, nil
		}
		lookup := failed.add(err)
		switch {
		case !isMiss(lookup):
			return nil, false, failed.newError(lookup)
		case errors.Is(refusal, ErrBadRequest), !c.transport.Pause(ctx, start, round, refusal.RetryAfter):
			return nil, false, failed.newError(refusal)
		}
	}
}

// ofEnsure is the CallOption of the Creates of an Ensure: options of the list do not apply to them, and a conflict is a
// normal response.
func ofEnsure(k *call) { k.ensures, k.skipInvalid = true, nil }

// mayExist reports whether the customer may exist after this error of a Create.
func mayExist(err error) bool {
	return errors.Is(err, ErrOutcomeUnknown) || errors.Is(err, ErrConflict) || errors.Is(err, ErrBadRequest)
}

// isMiss reports whether the whole list was read and the customer is not in it. A 404 is no list.
func isMiss(err *Error) bool {
	return errors.Is(err, ErrNotFound) && err.StatusCode != http.StatusNotFound
}

// ensureFailures collects what the failed calls of an Ensure reported.
type ensureFailures struct {
	attempts       []Attempt
	outcomeUnknown bool
}

// add adds the error of a call and returns it.
func (f *ensureFailures) add(err error) *Error {
	var e *Error
	if errors.As(err, &e) { // always, see Error
		f.attempts = append(f.attempts, e.Attempts...)
		f.outcomeUnknown = f.outcomeUnknown || e.outcomeUnknown
	}
	return e
}

// newError returns the error of a call as the error of the Ensure. It is a copy, because observers have the original.
func (f *ensureFailures) newError(last *Error) error {
	e := *last
	e.Op, e.Attempts, e.outcomeUnknown = "Ensure", f.attempts, f.outcomeUnknown
	return &e
}
