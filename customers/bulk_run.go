package customers

import (
	"context"
	"iter"
)

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
