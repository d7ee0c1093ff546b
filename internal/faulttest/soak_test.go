package faulttest

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/ledgerlink/link-sdk-go/customers"
)

const (
	workers = 64
	seeded  = 100 // customers that all workers share
	// growth is what the live heap may gain between a quarter and three quarters of the time, in MiB.
	growth = 16
)

// TestSoak lets many goroutines share one client of a service on a bad day, for as long as SOAK says. SOAK_SEED draws the
// faults of an earlier run again.
func TestSoak(t *testing.T) { //nolint:paralleltest // it counts goroutines and memory
	duration, err := time.ParseDuration(os.Getenv("SOAK"))
	if os.Getenv("SOAK") == "" {
		t.Skip("set SOAK to a duration")
	}
	if err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64() //nolint:gosec // it is logged
	if s := os.Getenv("SOAK_SEED"); s != "" {
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("SOAK_SEED=%d", seed)
	others := goleak.IgnoreCurrent()

	box := newSandbox(t, seeded)
	journal := newJournal(box)
	faults := newFaults(journal, seed)
	server := httptest.NewServer(http.StripPrefix(basePath, faults))
	defer server.Close()
	client, err := customers.New(server.URL+basePath, customers.WithAPIKey(apiKey),
		customers.WithRetry(customers.RetryPolicy{BaseDelay: time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	figures := newFigures()
	end := time.Now().Add(duration)
	var running sync.WaitGroup
	for number := range workers {
		running.Go(func() {
			w := &worker{t: t, client: client, journal: journal, figures: figures, number: number}
			for n := 0; time.Now().Before(end) && !t.Failed(); n++ {
				w.life(n)
			}
		})
	}
	<-time.After(duration / 4)
	before := liveHeap()
	<-time.After(duration / 2)
	after := liveHeap() // while all are still at work, as before
	running.Wait()

	if got := storedList(t, box); len(got) != seeded {
		t.Errorf("%d customers are left, want the %d that all share", len(got), seeded)
	}
	if after > before+growth {
		t.Errorf("live heap grew from %.1f to %.1f MiB", before, after)
	}
	server.Close()
	goleak.VerifyNone(t, others)
	t.Logf("%d calls %v", figures.total(), figures.calls)
	t.Logf("calls by attempts %v", figures.attempts)
	t.Logf("errors %v", figures.errors)
	t.Logf("faults %v", faults.drawn())
	t.Logf("live heap %.1f MiB at a quarter, %.1f MiB at three quarters", before, after)
}

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
