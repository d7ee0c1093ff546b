package customers_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

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
