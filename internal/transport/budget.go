package transport

import "sync/atomic"

// The retry budget of a client, in tenths of a retry. A service that fails every call is retried 100 times, then at a
// tenth of the rate at which calls succeed; so retries cannot multiply an outage.
const (
	budgetFull   = 1000
	budgetRetry  = 10
	budgetRefill = 1
)

// Budget is a token bucket shared by all calls of a client and of those derived from it.
type Budget struct{ spent atomic.Int64 }

// take takes one retry, if there is one left.
func (b *Budget) take() bool {
	for {
		spent := b.spent.Load()
		if spent+budgetRetry > budgetFull {
			return false
		}
		if b.spent.CompareAndSwap(spent, spent+budgetRetry) {
			return true
		}
	}
}

// refill gives back a tenth of a retry for a call that succeeded.
func (b *Budget) refill() {
	for {
		spent := b.spent.Load()
		if spent == 0 || b.spent.CompareAndSwap(spent, max(spent-budgetRefill, 0)) {
			return
		}
	}
}
