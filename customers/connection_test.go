package customers_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

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
