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
	maxConcurrency     = transport.MaxIdleConnsPerHost // more would only dial and drop
)

// BulkOptions says how [Client.CreateAll] works. The zero value is good for most.
type BulkOptions struct {
	// Concurrency is how many Creates run at once: 1 to 128, and 8 when it is 0.
	Concurrency int
	// OnResult, if set, gets every result before the loop's body does, and those of the calls that were under way when
	// the loop was left, which the body no longer sees. It is the place for a journal and for a progress bar.
	OnResult func(BulkResult)
	// SkipExisting reads the list once before the first Create, and reports an item whose ExternalID is in it as
	// [OutcomeExists], without a call. It keeps the external ID of every customer in memory.
	SkipExisting bool
}

// BulkResult is what became of one item.
type BulkResult struct {
	Index    int // of the item in the input, from 0
	Params   CreateParams
	Outcome  Outcome
	Customer *Customer // for OutcomeCreated only
	Err      error     // an *Error, but for OutcomeCreated and for what SkipExisting has found
}

// CreateAll creates a customer from each item of seq, a few at a time, and returns what became of each. It calls
// [Client.Create], so the limiter, the retries and their budget are those of every call. Each range is a run of its
// own.
//
// Every item that was taken from seq has exactly one result. Results come as they are done, which is not the order of
// the input; Index tells them apart. The error comes once, as the last item, when the run as a whole ended early: the
// arguments were wrong, the context ended, or SkipExisting could not read the list. A failed item is no such error:
// look at its Outcome.
//
// seq, OnResult and the body of the loop all run in the goroutine that ranges, so they may share data. The next item
// is taken when a call has ended and its result was handled: a slow body slows everything down, and nothing piles up.
// A seq that blocks holds results back.
//
// A run goes on after items that failed. To stop and keep every result, let seq end. Leaving the loop, or ending the
// context, cancels the calls under way, which can leave their outcome unknown. Either way no goroutine stays behind.
//
// Running it again with the same input creates nothing twice, as far as the API refuses a second customer with one
// ExternalID: that settles [OutcomeUnknown] as [OutcomeCreated] or [OutcomeExists]. The vendor documents the refusal,
// 409, for its other services only. SkipExisting does not depend on it, but a customer that is created by somebody else
// after the list was read, or stands in the input twice, does.
func (c *Client) CreateAll(
	ctx context.Context, seq iter.Seq[CreateParams], options BulkOptions,
) iter.Seq2[BulkResult, error] {
	return func(yield func(BulkResult, error) bool) {
		op := operation{"CreateAll", http.MethodPost, routeCustomers}
		k, err := c.begin(ctx, op, nil, options.checkConcurrency(), checkSeq(seq))
		if err != nil {
			yield(BulkResult{}, err)
			return
		}
		known, err := c.externalIDs(ctx, options.SkipExisting)
		if err != nil {
			yield(BulkResult{}, err)
			return
		}
		b := newBulk(ctx, c, options, known, yield)
		defer b.close()
		b.run(seq)
		if ctx.Err() != nil && !b.left {
			yield(BulkResult{}, k.endedBy(ctx))
		}
	}
}

// endedBy is the error of a run that the context ended.
func (k *call) endedBy(ctx context.Context) error {
	err := ctx.Err()
	if cause := context.Cause(ctx); !errors.Is(cause, err) {
		err = fmt.Errorf("%w: %w", cause, err)
	}
	k.res = &transport.Result{}
	return k.newError(ErrTransport, err, "")
}

func (o BulkOptions) checkConcurrency() *FieldError {
	if o.Concurrency < 0 || o.Concurrency > maxConcurrency {
		return fault("concurrency", fmt.Sprintf("must be from 1 to %d, or 0 for %d", maxConcurrency, defaultConcurrency))
	}
	return nil
}

func checkSeq(seq iter.Seq[CreateParams]) *FieldError {
	if seq == nil {
		return fault("seq", "must not be nil")
	}
	return nil
}

// externalIDs returns who is there already, if wanted.
func (c *Client) externalIDs(ctx context.Context, wanted bool) (map[string]struct{}, error) {
	if !wanted {
		return nil, nil //nolint:nilnil // nobody is known, and nothing went wrong
	}
	known := map[string]struct{}{}
	for customer, err := range c.All(ctx) {
		if err != nil {
			return nil, err
		}
		known[customer.ExternalID] = struct{}{}
	}
	return known, nil
}

// bulk is one run of CreateAll. Only the calls themselves run in goroutines of their own; everything else happens in
// the one that ranges.
type bulk struct {
	create  func(CreateParams) (*Customer, error)
	cancel  context.CancelFunc
	options BulkOptions
	known   map[string]struct{}
	yield   func(BulkResult, error) bool
	done    <-chan struct{}
	results chan BulkResult
	running int
	left    bool // whether the loop was left
}

func newBulk(
	ctx context.Context, c *Client, options BulkOptions, known map[string]struct{}, yield func(BulkResult, error) bool,
) *bulk {
	if options.Concurrency == 0 {
		options.Concurrency = defaultConcurrency
	}
	ctx, cancel := context.WithCancel(ctx)
	return &bulk{
		create:  func(params CreateParams) (*Customer, error) { return c.Create(ctx, params) },
		cancel:  cancel,
		options: options,
		known:   known,
		yield:   yield,
		done:    ctx.Done(),
		results: make(chan BulkResult, options.Concurrency), // no call waits for the loop's body
	}
}

// run takes the items while a call may start, and returns when all results are delivered.
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
	if _, exists := b.known[result.Params.ExternalID]; exists {
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

// deliver hands on the results that are there, and waits for more until fewer than limit calls run.
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

// close ends what still runs: nothing, unless the user's code panicked.
func (b *bulk) close() {
	b.cancel()
	for ; b.running > 0; b.running-- {
		<-b.results
	}
}

// Outcome is what became of one item of [Client.CreateAll].
type Outcome string

// The outcomes. After a run with the same input again, an item is OutcomeCreated, OutcomeExists or OutcomeRefused,
// unless it fails again.
const (
	// OutcomeCreated: the customer was created by this call.
	OutcomeCreated Outcome = "created"
	// OutcomeExists: a customer with this ExternalID exists ([ErrConflict]). Its status may be another.
	OutcomeExists Outcome = "already exists"
	// OutcomeRefused: the item is not valid, and would not be next time ([ErrInvalidArgument], [ErrBadRequest]).
	OutcomeRefused Outcome = "refused"
	// OutcomeFailed: nothing was created, for a reason that is not the item's: the key, the rate limit, the network.
	OutcomeFailed Outcome = "failed"
	// OutcomeUnknown: it may have been created, or not ([ErrOutcomeUnknown]).
	OutcomeUnknown Outcome = "outcome unknown"
)

// outcomeOf sorts the error of a Create. A conflict comes first: whoever created the customer, it is there.
func outcomeOf(err error) Outcome {
	switch {
	case err == nil:
		return OutcomeCreated
	case errors.Is(err, ErrConflict):
		return OutcomeExists
	case errors.Is(err, ErrOutcomeUnknown):
		return OutcomeUnknown
	case errors.Is(err, transport.ErrInvalidKey): // ErrInvalidArgument too, but of the client and not of the item
		return OutcomeFailed
	case errors.Is(err, ErrInvalidArgument), errors.Is(err, ErrBadRequest):
		return OutcomeRefused
	}
	return OutcomeFailed
}
