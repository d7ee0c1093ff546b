package customers

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"

	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

const (
	defaultConcurrency = 8
	maxConcurrency     = transport.MaxIdleConnsPerHost // more would dial connections only to close them
)

// BulkOptions configures [Client.CreateAll]. The zero value is a good default.
type BulkOptions struct {
	// Concurrency is the number of concurrent Creates: 1 to 128, 0 for 8.
	Concurrency int
	// OnResult, if set, is called with every result before the loop's body sees it, and with the results of the calls that
	// were in progress when the loop was left, which the body does not see. Use it for a journal or a progress bar.
	OnResult func(BulkResult)
	// SkipExisting reads the list once before the first Create, and reports an item whose ExternalID is in it as
	// [OutcomeExists], without a call. It keeps the external ID of every customer in memory, and
	// reads at most [WithMaxListBytes].
	SkipExisting bool
}

// BulkResult is the result of one item. Its JSON and its log records do not contain the external ID.
type BulkResult struct {
	Index    int // of the item in the input, from 0
	Params   CreateParams
	Outcome  Outcome
	Customer *Customer // only for OutcomeCreated
	Err      error     // an *Error; nil for OutcomeCreated and for items that SkipExisting found
}

// Outcome is the outcome of one item of [Client.CreateAll].
type Outcome string

// The outcomes. If the same input is run again, every item becomes OutcomeCreated, OutcomeExists or OutcomeRefused,
// unless it fails again.
const (
	// OutcomeCreated: this call created the customer.
	OutcomeCreated Outcome = "created"
	// OutcomeExists: a customer with this ExternalID exists ([ErrConflict]). Its status may differ.
	OutcomeExists Outcome = "already exists"
	// OutcomeRefused: the item is invalid and will be refused again ([ErrInvalidArgument], [ErrBadRequest]).
	OutcomeRefused Outcome = "refused"
	// OutcomeFailed: nothing was created, for a reason other than the item: the key, the rate limit, the network.
	OutcomeFailed Outcome = "failed"
	// OutcomeUnknown: the customer may have been created ([ErrOutcomeUnknown]).
	OutcomeUnknown Outcome = "outcome unknown"
)

// outcomeOf returns the outcome of a Create. A conflict has precedence, because the customer then exists.
func outcomeOf(err error) Outcome {
	switch {
	case err == nil:
		return OutcomeCreated
	case errors.Is(err, ErrConflict):
		return OutcomeExists
	case errors.Is(err, ErrOutcomeUnknown):
		return OutcomeUnknown
	case errors.Is(err, ErrInvalidArgument), errors.Is(err, ErrBadRequest):
		return OutcomeRefused
	}
	return OutcomeFailed
}

// CreateAll creates a customer from each item of seq, a few at a time, and yields one result for each. It calls
// [Client.Create], so limiter, retries and retry budget apply. Each range is a new run.
//
// Every item that was taken from seq has exactly one result. Results come in the order of completion; Index identifies
// the item. An error comes once, as the last element, if the run as a whole ended early: the arguments were invalid,
// the context ended, or SkipExisting could not read the list. A failed item is reported in its Outcome, not as such an
// error.
//
// seq, OnResult and the loop's body run in the goroutine of the range, so they may share data. The next item is taken
// when a call has ended and its result was handled: a slow body slows the run down, and memory stays bounded. A seq
// that blocks delays results.
//
// A run continues after items that failed. To stop and keep every result, end seq. Leaving the loop, or ending the
// context, cancels the calls in progress, which can leave their outcome unknown. No goroutine outlives the range.
//
// Running the same input again creates no customer twice if the API refuses a second customer with one ExternalID; the
// second run turns [OutcomeUnknown] into [OutcomeCreated] or [OutcomeExists]. For a few items, [Client.Ensure] resolves
// it in the loop's body; it reads the list for each. The vendor documents the refusal, a 409, only for its other
// services. SkipExisting does not depend on it, except for a customer that is created after the list was read or is in
// the input twice.
func (c *Client) CreateAll(
	ctx context.Context, seq iter.Seq[CreateParams], options BulkOptions,
) iter.Seq2[BulkResult, error] {
	return func(yield func(BulkResult, error) bool) {
		op := Operation{Name: "CreateAll", Method: http.MethodPost, Route: routeCustomers}
		call, err := c.newCall(ctx, op, nil, checkConcurrency(options.Concurrency), checkSeq(seq))
		if err != nil {
			yield(BulkResult{}, err)
			return
		}
		var existing map[string]struct{}
		if options.SkipExisting {
			if existing, err = c.existingIDs(ctx); err != nil {
				yield(BulkResult{}, err)
				return
			}
		}
		b := newBulk(ctx, c, options, existing, yield)
		defer b.close()
		b.run(seq)
		if ctx.Err() != nil && !b.left {
			call.res = &transport.Result{}
			err := transport.ContextError(ctx)
			yield(BulkResult{}, call.newError(sentinelOf(err), err, ""))
		}
	}
}

func checkConcurrency(n int) *FieldError {
	if n < 0 || n > maxConcurrency {
		return problem("concurrency", fmt.Sprintf("must be from 1 to %d, or 0 for %d", maxConcurrency, defaultConcurrency))
	}
	return nil
}

func checkSeq(seq iter.Seq[CreateParams]) *FieldError {
	if seq == nil {
		return problem("seq", "must not be nil")
	}
	return nil
}

// existingIDs returns the external IDs of all customers.
func (c *Client) existingIDs(ctx context.Context) (map[string]struct{}, error) {
	existing := map[string]struct{}{}
	for customer, err := range c.All(ctx, boundList) {
		if err != nil {
			return nil, err
		}
		existing[customer.ExternalID] = struct{}{}
	}
	return existing, nil
}

// bulk is one run of CreateAll. Only the calls run in goroutines of their own; everything else runs in the goroutine of
// the range.
type bulk struct {
	create   func(CreateParams) (*Customer, error)
	cancel   context.CancelFunc
	options  BulkOptions
	existing map[string]struct{}
	yield    func(BulkResult, error) bool
	done     <-chan struct{}
	results  chan BulkResult
	running  int
	left     bool // whether the loop was left
}

func newBulk(
	ctx context.Context, c *Client, options BulkOptions, existing map[string]struct{}, yield func(BulkResult, error) bool,
) *bulk {
	if options.Concurrency == 0 {
		options.Concurrency = defaultConcurrency
	}
	ctx, cancel := context.WithCancel(ctx)
	return &bulk{
		create:   func(params CreateParams) (*Customer, error) { return c.Create(ctx, params) },
		cancel:   cancel,
		options:  options,
		existing: existing,
		yield:    yield,
		done:     ctx.Done(),
		results:  make(chan BulkResult, options.Concurrency), // so that no call waits for the loop's body
	}
}

// run takes items while a call may start, and returns when all results are delivered.
func (b *bulk) run(seq iter.Seq[CreateParams]) {
	index := 0
	for params := range seq {
		b.start(BulkResult{Index: index, Params: params})
		index++
		b.deliver(b.options.Concurrency)
		if b.ended() {
			break
		}
	}
	b.deliver(1)
}

func (b *bulk) ended() bool {
	select {
	case <-b.done:
		return true
	default:
		return false
	}
}

func (b *bulk) start(result BulkResult) {
	b.running++
	if _, exists := b.existing[result.Params.ExternalID]; exists {
		result.Outcome = OutcomeExists
		b.results <- result
		return
	}
	go func() {
		result.Customer, result.Err = b.create(result.Params)
		result.Outcome = outcomeOf(result.Err)
		b.results <- result
	}()
}

// deliver yields the results that are ready, and waits for more until fewer than limit calls run.
func (b *bulk) deliver(limit int) {
	for b.running >= limit || len(b.results) > 0 {
		result := <-b.results
		b.running--
		if b.options.OnResult != nil {
			b.options.OnResult(result)
		}
		if !b.left && !b.yield(result, nil) {
			b.left = true
			b.cancel()
		}
	}
}

// close ends the calls that still run: none, unless the caller's code panicked.
func (b *bulk) close() {
	b.cancel()
	for ; b.running > 0; b.running-- {
		<-b.results
	}
}
