package faulttest

import (
	"errors"
	"runtime"
	"sync"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// figures counts what the soak saw.
type figures struct {
	mu       sync.Mutex
	calls    map[string]int // by operation
	attempts map[int]int    // calls, by the attempts that they took
	errors   map[string]int // by sentinel
}

func newFigures() *figures {
	return &figures{calls: map[string]int{}, attempts: map[int]int{}, errors: map[string]int{}}
}

func (f *figures) add(op string, attempts int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls[op]++
	f.attempts[attempts]++
	if err == nil {
		return
	}
	for name, sentinel := range sentinels() {
		if errors.Is(err, sentinel) {
			f.errors[name]++
		}
	}
	if errors.Is(err, customers.ErrOutcomeUnknown) {
		f.errors["ErrOutcomeUnknown (beside)"]++
	}
}

// total is the number of calls.
func (f *figures) total() (n int) {
	for _, calls := range f.calls {
		n += calls
	}
	return n
}

func sentinels() map[string]error {
	return map[string]error{
		"ErrInvalidArgument": customers.ErrInvalidArgument, "ErrBadRequest": customers.ErrBadRequest,
		"ErrUnauthorized": customers.ErrUnauthorized, "ErrForbidden": customers.ErrForbidden,
		"ErrNotFound": customers.ErrNotFound, "ErrConflict": customers.ErrConflict,
		"ErrRateLimited": customers.ErrRateLimited, "ErrServer": customers.ErrServer,
		"ErrUnexpectedResponse": customers.ErrUnexpectedResponse, "ErrResponseTooLarge": customers.ErrResponseTooLarge,
		"ErrTransport": customers.ErrTransport,
	}
}

// liveHeap is the memory in use after a collection, in MiB.
func liveHeap() float64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc) / (1 << 20)
}
