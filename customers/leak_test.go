package customers_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestNoGoroutineLeak counts goroutines after each operation has met each failure of a server. It runs alone because
// goroutines of other tests would be counted too.
func TestNoGoroutineLeak(t *testing.T) { //nolint:paralleltest // it counts the goroutines of the process
	for _, failure := range serverFailures {
		for _, op := range operations() {
			checkGoroutines(t, failure.name+"/"+op.name, failure.serve, func(client *customers.Client) {
				err := op.call(t, client)
				if err != nil {
					_ = asError(t, err)
				} else if op.name != "Delete" { // the status code alone settles a Delete
					t.Error("no error")
				}
			})
		}
	}
	for _, op := range operations() {
		ctx, cancel := context.WithCancel(t.Context())
		cancelDuringCall := func(w http.ResponseWriter, r *http.Request) {
			cancel()
			writeAndWait("")(w, r)
		}
		checkGoroutines(t, "cancelled/"+op.name, cancelDuringCall, func(client *customers.Client) {
			wantSentinel(t, op.call(withContext{t, ctx}, client), customers.ErrContextDone)
		})
	}
	checkGoroutines(t, "break", writeAndWait(`[{"id":"a"},{"id":"b"},`), func(client *customers.Client) {
		for _, err := range withLongTimeout(t, client).All(t.Context()) {
			if err != nil {
				t.Error(err)
			}
			break
		}
	})
}

// TestCreateAll_NoGoroutineLeak leaves the loop while a server does not respond. It runs alone because it counts all
// goroutines.
func TestCreateAll_NoGoroutineLeak(t *testing.T) { //nolint:paralleltest // it counts the goroutines of the process
	var requests atomic.Int64
	respondOnce := func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) == 1 {
			respond(201, jsonType, documented)(w, r)
			return
		}
		writeAndWait("")(w, r)
	}
	checkGoroutines(t, "break", respondOnce, func(client *customers.Client) {
		items := numbered("x", 1000, new(int))
		for result, err := range withLongTimeout(t, client).CreateAll(t.Context(), items, customers.BulkOptions{}) {
			if err != nil {
				t.Error(err)
			}
			if result.Outcome != customers.OutcomeCreated {
				t.Errorf("outcome = %q (%v), want %q", result.Outcome, result.Err, customers.OutcomeCreated)
			}
			break
		}
	})
}

// withLongTimeout returns a client that gets the first response even on a busy machine.
func withLongTimeout(t *testing.T, client *customers.Client) *customers.Client {
	t.Helper()
	patient, err := client.With(customers.WithAttemptTimeout(10 * time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return patient
}

// checkGoroutines calls use with a client of a server of its own, and fails the test if a goroutine is left.
func checkGoroutines(t *testing.T, name string, serve http.HandlerFunc, use func(*customers.Client)) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		before := goleak.IgnoreCurrent()
		pool := &http.Transport{}
		srv := httptest.NewServer(serve)
		use(newClient(t, srv.URL,
			customers.WithHTTPClient(&http.Client{Transport: pool}),
			customers.WithAttemptTimeout(30*time.Millisecond),
			customers.WithMaxResponseBytes(4096)))
		pool.CloseIdleConnections() // the server stays open: closing it would close the client's connections too
		// The server has one goroutine per connection that the client did not close, in addition to its listener's.
		if err := goleak.Find(before, goleak.IgnoreAnyFunction("net/http/httptest.(*Server).goServe.func1")); err != nil {
			t.Error(err)
		}
		srv.CloseClientConnections() // otherwise Close would wait for a leaked connection
		srv.Close()
	})
}

// TestNoFileDescriptorLeak makes 10,000 calls that fail, and compares the number of open file descriptors before and
// after. It runs alone because those of other tests would be counted too.
func TestNoFileDescriptorLeak(t *testing.T) { //nolint:paralleltest // it counts the file descriptors of the process
	if testing.Short() {
		t.Skip("takes seconds")
	}
	if _, err := os.ReadDir("/proc/self/fd"); err != nil {
		t.Skip("this system does not list the open file descriptors of a process")
	}
	const calls, workers = 10_000, 8
	const slack = 2 * workers // the last connection of a worker may still be closing, at both ends
	const failureHeader = "X-Failure"
	pool := &http.Transport{MaxIdleConnsPerHost: workers}
	failures := serverFailures[:0:0]
	for _, failure := range serverFailures {
		if failure.quick && !strings.HasPrefix(failure.name, "oversized") { // a body of 600 kB takes too long
			failures = append(failures, failure)
		}
	}
	longList := respond(200, jsonType, `[{"id":"a"},`+strings.Repeat(" ", 100_000))
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(failureHeader) == "" {
			longList(w, r)
		}
		for _, failure := range failures {
			if failure.name == r.Header.Get(failureHeader) {
				failure.serve(w, r)
			}
		}
	}))
	defer srv.Close()
	client := newClient(t, srv.URL, customers.WithHTTPClient(&http.Client{Transport: pool}))
	openAfter := func(calls int) int {
		ops := operations()
		var done sync.WaitGroup
		for w := range workers {
			done.Go(func() {
				for i := w; i < calls; i += workers {
					if i%128 == w { // leave a list after its first element
						for _, err := range client.All(t.Context()) {
							if err != nil {
								t.Error(err)
							}
							break
						}
					}
					failure := failures[i%len(failures)]
					op := ops[i/len(failures)%len(ops)]
					_ = op.call(t, client, customers.WithRequestHeader(failureHeader, failure.name))
				}
			})
		}
		done.Wait()
		pool.CloseIdleConnections()
		open, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(open)
	}
	before := openAfter(200) // the runtime has then opened what it opens once
	after := openAfter(calls)
	t.Logf("%d file descriptors before, %d after", before, after)
	if after > before+slack {
		t.Errorf("%d file descriptors before %d failed calls, %d after", before, calls, after)
	}
}

// TestCreateAll_ConstantMemory creates 100,000 customers from a generator. It runs alone because it reads the heap size
// of the process.
func TestCreateAll_ConstantMemory(t *testing.T) { //nolint:paralleltest // it reads the memory of the process
	const n = 100_000
	httpClient := &http.Client{Transport: roundTripper(createdFromRequest)}
	client := newClient(t, "https://h", customers.WithHTTPClient(httpClient))
	liveHeap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, highest, count := liveHeap(), uint64(0), 0
	for result, err := range client.CreateAll(t.Context(), numbered("c", n, new(int)), customers.BulkOptions{}) {
		if err != nil || result.Err != nil {
			t.Fatal(err, result.Err)
		}
		if count++; count%10_000 == 0 {
			highest = max(highest, liveHeap())
		}
	}
	t.Logf("%d customers, live heap %d bytes before, at most %d", count, before, highest)
	if count != n {
		t.Errorf("%d customers, want %d", count, n)
	}
	if highest > before+1<<20 {
		t.Errorf("live heap grew from %d to %d bytes, want at most 1 MiB more", before, highest)
	}
}
