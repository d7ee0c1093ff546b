package customers_test

import (
	"context"
	"errors"
	"io"
	"net"
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
			leakFree(t, fault.name+"/"+op.name, fault.do, func(client *customers.Client) {
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
			hangAfter("")(w, r)
		}
		leakFree(t, "cancelled/"+op.name, cancelling, func(client *customers.Client) {
			wantSentinel(t, op.call(withContext{t, ctx}, client), customers.ErrTransport)
		})
	}
	leakFree(t, "break", hangAfter(`[{"id":"a"},{"id":"b"},`), func(client *customers.Client) {
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

// countingServer counts the connections that are opened to it.
func countingServer(t *testing.T, h http.HandlerFunc) (url string, connections *atomic.Int32) {
	t.Helper()
	connections = &atomic.Int32{}
	srv := httptest.NewUnstartedServer(h)
	srv.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	srv.Start()
	t.Cleanup(srv.Close)
	return srv.URL, connections
}

// TestErrorsReuseTheConnection reads 300 kB of an error page that nobody keeps, so that the connection can serve again.
func TestErrorsReuseTheConnection(t *testing.T) {
	t.Parallel()
	url, connections := countingServer(t, respond(503, "text/html", strings.Repeat("x", 300_000)))
	client := newClient(t, url)
	for range 5 {
		for _, op := range operations() {
			wantSentinel(t, op.call(t, client), customers.ErrServer)
		}
	}
	if got := connections.Load(); got != 1 {
		t.Errorf("%d connections, want 1", got)
	}
}

// TestPoolKeepsConnections has 64 callers at once, twice, with the default pool: the second round dials nothing.
func TestPoolKeepsConnections(t *testing.T) {
	t.Parallel()
	const callers = 64
	var together sync.WaitGroup
	url, connections := countingServer(t, func(w http.ResponseWriter, _ *http.Request) {
		together.Done()
		together.Wait() // so that every caller needs a connection of its own
		w.WriteHeader(http.StatusNoContent)
	})
	client, err := customers.New(url, customers.WithAPIKey(testKey))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		together.Add(callers)
		var calls sync.WaitGroup
		for range callers {
			calls.Go(func() {
				if err := client.Delete(t.Context(), "a"); err != nil {
					t.Error(err)
				}
			})
		}
		calls.Wait()
	}
	if got := connections.Load(); got != callers {
		t.Errorf("%d connections for %d callers, twice", got, callers)
	}
}

// TestNetHTTPDoesNotResendCreate breaks a kept-alive connection under a POST with an Idempotency-Key, which net/http
// alone would send again.
func TestNetHTTPDoesNotResendCreate(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key"} {
		var creates atomic.Int32
		url, _ := countingServer(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodDelete {
				w.WriteHeader(http.StatusNoContent)
				return
			}
			creates.Add(1)
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_ = conn.Close()
		})
		client := newClient(t, url, customers.WithHeader(name, "once"))
		if err := client.Delete(t.Context(), "a"); err != nil { // leaves an idle connection
			t.Fatal(err)
		}
		_, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
		if !errors.Is(err, customers.ErrTransport) || !errors.Is(err, customers.ErrOutcomeUnknown) || creates.Load() != 1 {
			t.Errorf("%s: sent %d times, then %v", name, creates.Load(), err)
		}
	}
}

// TestRetriesReuseTheConnection retries after 300 kB of an error page twice, on one connection for all operations.
func TestRetriesReuseTheConnection(t *testing.T) {
	t.Parallel()
	page := strings.Repeat("x", 300_000)
	var mu sync.Mutex
	requests := 0
	url, connections := countingServer(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if requests++; requests%3 != 0 {
			respond(429, "text/html", page)(w, r) // every operation is retried after a 429
			return
		}
		resp, err := ok(r) //nolint:bodyclose // it is in memory
		if err != nil {
			t.Error(err)
			return
		}
		w.Header().Set("Content-Type", jsonType)
		w.WriteHeader(resp.StatusCode)
		_, _ = io.Copy(w, resp.Body)
	})
	client := newClient(t, url, customers.WithRetry(customers.RetryPolicy{BaseDelay: time.Millisecond}))
	for _, op := range operations() {
		if err := op.call(t, client); err != nil {
			t.Errorf("%s: %v", op.name, err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if got := connections.Load(); got != 1 || requests != 3*len(operations()) {
		t.Errorf("%d connections for %d requests, want 1 for %d", got, requests, 3*len(operations()))
	}
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
				kind.do(w, r)
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
		hangAfter("")(w, r)
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
