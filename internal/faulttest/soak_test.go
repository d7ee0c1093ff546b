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
	callers         = 64
	sharedCustomers = 100 // customers that all callers read
	maxHeapGrowth   = 16  // of the live heap from 25 % to 75 % of the duration, in MiB
)

// TestSoak runs many goroutines that share one client, while faults are injected into the service, for the duration in
// SOAK. SOAK_SEED repeats the faults of an earlier run.
func TestSoak(t *testing.T) { //nolint:paralleltest // it measures goroutines and memory
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
	sb := newSandbox(t, sharedCustomers)
	shared := readAll(t, sb)
	existing := goleak.IgnoreCurrent()

	journal := newJournal(sb)
	faults := newFaultInjector(journal, seed, 50,
		"503", "429", "close before", "close after", "close after", "truncate", "delay")
	server := httptest.NewServer(http.StripPrefix(basePath, faults))
	defer server.Close()
	client, err := customers.New(server.URL+basePath, customers.WithAPIKey(apiKey),
		customers.WithRetry(customers.RetryPolicy{BaseDelay: time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	stats := newSoakStats()
	end := time.Now().Add(duration)
	var running sync.WaitGroup
	for number := range callers {
		running.Go(func() {
			c := &caller{t: t, client: client, journal: journal, stats: stats, shared: shared, number: number}
			for n := 0; time.Now().Before(end) && !t.Failed(); n++ {
				c.runLifecycle(n)
			}
		})
	}
	<-time.After(duration / 4)
	before := liveHeap()
	<-time.After(duration / 2)
	after := liveHeap() // with all callers still running, as before
	running.Wait()

	if got := storedList(t, sb); len(got) != sharedCustomers {
		t.Errorf("the sandbox has %d customers after the run, want the %d shared ones", len(got), sharedCustomers)
	}
	if after > before+maxHeapGrowth {
		t.Errorf("live heap grew from %.1f to %.1f MiB, want at most %d MiB more", before, after, maxHeapGrowth)
	}
	server.Close()
	goleak.VerifyNone(t, existing)
	t.Logf("%d calls by operation: %v", stats.total(), stats.calls)
	t.Logf("calls by number of attempts: %v", stats.attempts)
	t.Logf("errors: %v", stats.errors)
	t.Logf("injected faults: %v", faults.injected())
	t.Logf("live heap: %.1f MiB at 25 %%, %.1f MiB at 75 %% of the duration", before, after)
}

// soakStats counts the calls of the soak.
type soakStats struct {
	mu       sync.Mutex
	calls    map[string]int // by operation
	attempts map[int]int    // calls by number of attempts
	errors   map[string]int // by sentinel
}

func newSoakStats() *soakStats {
	return &soakStats{calls: map[string]int{}, attempts: map[int]int{}, errors: map[string]int{}}
}

func (s *soakStats) add(op string, attempts int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[op]++
	s.attempts[attempts]++
	if err == nil {
		return
	}
	for name, sentinel := range sentinels() {
		if errors.Is(err, sentinel) {
			s.errors[name]++
		}
	}
	if errors.Is(err, customers.ErrOutcomeUnknown) {
		s.errors["ErrOutcomeUnknown (in addition)"]++
	}
}

// total returns the number of calls.
func (s *soakStats) total() (n int) {
	for _, calls := range s.calls {
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
		"ErrTransport": customers.ErrTransport, "ErrTimeout": customers.ErrTimeout,
		"ErrContextDone": customers.ErrContextDone, "ErrClientSide": customers.ErrClientSide,
	}
}

// liveHeap returns the size of the heap after a garbage collection, in MiB.
func liveHeap() float64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc) / (1 << 20)
}
