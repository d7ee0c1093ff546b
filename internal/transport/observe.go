package transport

import "context"

// Observer is told of each attempt once it is known what follows it. ctx is the call's own.
type Observer interface {
	AttemptDone(ctx context.Context, op Operation, a Attempt)
}

// observe reports the n-th attempt, unless the call ended before it was made.
func (call Call) observe(ctx context.Context, n int, res *Result) {
	if call.Observer == nil || len(res.Attempts) < n {
		return
	}
	op := call.Operation
	op.Attempt = n
	call.Observer.AttemptDone(ctx, op, res.Attempts[n-1])
}
