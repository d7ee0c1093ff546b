package customers_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestNothingIsLeftRunning looks for goroutines after every fault and operation. It must be alone.
func TestNothingIsLeftRunning(t *testing.T) { //nolint:paralleltest // other tests' goroutines are not ours to count
	for _, fault := range serverFailures {
		for _, op := range operations() {
			leakFree(t, fault.name+"/"+op.name, fault.serve, func(client *customers.Client) {
				err := op.call(t, client)
				if err != nil {
					_ = asError(t, err)
				} else if op.name != "Delete" { // which is done when its status says so
					t.Error("no error")
				}
			})
		}
	}
	for _, op := range operations() {
		ctx, cancel := context.WithCancel(t.Context())
		cancelling := func(w http.ResponseWriter, r *http.Request) {
			cancel()
			writeAndWait("")(w, r)
		}
		leakFree(t, "cancelled/"+op.name, cancelling, func(client *customers.Client) {
			wantSentinel(t, op.call(withContext{t, ctx}, client), customers.ErrTransport)
		})
	}
	leakFree(t, "break", writeAndWait(`[{"id":"a"},{"id":"b"},`), func(client *customers.Client) {
		patient, err := client.With(customers.WithAttemptTimeout(10 * time.Second)) // on a busy machine, too, it gets its list
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range patient.All(t.Context()) {
			if err != nil {
				t.Error(err)
			}
			break
		}
	})
}

// leakFree runs use against a server of its own, and finds nothing running when both are gone.
func leakFree(t *testing.T, name string, h http.HandlerFunc, use func(*customers.Client)) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		before := goleak.IgnoreCurrent()
		pool := &http.Transport{}
		srv := httptest.NewServer(h)
		use(newClient(t, srv.URL,
			customers.WithHTTPClient(&http.Client{Transport: pool}),
			customers.WithAttemptTimeout(30*time.Millisecond),
			customers.WithMaxResponseBytes(4096)))
		pool.CloseIdleConnections() // the server stays: closing it would end the client's connections too
		// A goroutine of the server's reads from each connection that the client did not close.
		if err := goleak.Find(before, goleak.IgnoreAnyFunction("net/http/httptest.(*Server).goServe.func1")); err != nil {
			t.Error(err)
		}
		srv.CloseClientConnections() // or a leak would keep Close waiting
		srv.Close()
	})
}

// TestFileDescriptorsStayFlat makes 10,000 calls that fail, of every quick kind, and counts what is open before and after.
func TestFileDescriptorsStayFlat(t *testing.T) { //nolint:paralleltest // other tests' connections are not ours to count
	if testing.Short() {
		t.Skip("takes seconds")
	}
	if _, err := os.ReadDir("/proc/self/fd"); err != nil {
		t.Skip("this system does not list what a process has open")
	}
	const calls, workers, slack = 10_000, 8, 2 * 8 // a worker's last connection may still be closing, on both sides
	pool := &http.Transport{MaxIdleConnsPerHost: workers}
	kinds := serverFailures[:0:0]
	for _, fault := range serverFailures {
		if fault.quick && !strings.HasPrefix(fault.name, "oversized") { // 600 kB each take their time
			kinds = append(kinds, fault)
		}
	}
	long := respond(200, jsonType, `[{"id":"a"},`+strings.Repeat(" ", 100_000))
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Fault") == "" {
			long(w, r)
		}
		for _, kind := range kinds {
			if kind.name == r.Header.Get("X-Fault") {
				kind.serve(w, r)
			}
		}
	}))
	defer srv.Close()
	client := newClient(t, srv.URL, customers.WithHTTPClient(&http.Client{Transport: pool}))
	run := func(n int) int {
		ops := operations()
		var done sync.WaitGroup
		for w := range workers {
			done.Go(func() {
				for i := w; i < n; i += workers {
					if i%128 == w { // as does a caller who has seen enough
						for _, err := range client.All(t.Context()) {
							if err != nil {
								t.Error(err)
							}
							break
						}
					}
					_ = ops[i/len(kinds)%len(ops)].call(t, client, customers.WithRequestHeader("X-Fault", kinds[i%len(kinds)].name))
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
	before := run(200) // what the runtime opens once is open then
	after := run(calls)
	t.Logf("%d open before, %d after", before, after)
	if after > before+slack {
		t.Errorf("%d open before %d failing calls, %d after", before, calls, after)
	}
}

// TestBulkLeavesNothingRunning breaks out while a server does not answer. It must be alone.
func TestBulkLeavesNothingRunning(t *testing.T) { //nolint:paralleltest // other tests' goroutines are not ours to count
	var requests atomic.Int64
	first := func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) == 1 {
			respond(201, jsonType, documented)(w, r)
			return
		}
		writeAndWait("")(w, r)
	}
	leakFree(t, "break", first, func(client *customers.Client) {
		patient, err := client.With(customers.WithAttemptTimeout(10 * time.Second))
		if err != nil {
			t.Fatal(err)
		}
		for result, err := range patient.CreateAll(t.Context(), numbered("x", 1000, new(int)), customers.BulkOptions{}) {
			if err != nil || result.Outcome != customers.OutcomeCreated {
				t.Errorf("%q, %v: %v", result.Outcome, result.Err, err)
			}
			break
		}
	})
}
