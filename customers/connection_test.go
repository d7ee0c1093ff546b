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

// countingServer starts a server and counts the connections that are opened to it.
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

// TestPool_KeepsConnections makes 128 concurrent calls, twice, with the default pool. The second round opens no
// connection.
func TestPool_KeepsConnections(t *testing.T) {
	t.Parallel()
	const callers = 128
	var arrived sync.WaitGroup
	url, connections := countingServer(t, func(w http.ResponseWriter, _ *http.Request) {
		arrived.Done()
		arrived.Wait() // until all have arrived, so that each needs a connection of its own
		w.WriteHeader(http.StatusNoContent)
	})
	client, err := customers.New(url, customers.WithAPIKey(testKey))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		arrived.Add(callers)
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
		t.Errorf("%d connections, want %d", got, callers)
	}
}

// TestConnection_ReusedAfterError responds with an error page of 300 kB, more than an Error keeps. The rest is read, so
// that the connection can be reused.
func TestConnection_ReusedAfterError(t *testing.T) {
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

// TestConnection_ReusedByRetry responds with two error pages of 300 kB before each success.
func TestConnection_ReusedByRetry(t *testing.T) {
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
	if want := 3 * len(operations()); requests != want {
		t.Errorf("%d requests, want %d", requests, want)
	}
	if got := connections.Load(); got != 1 {
		t.Errorf("%d connections, want 1", got)
	}
}

// TestCreate_NotResentByNetHTTP closes an idle connection when a POST with an idempotency key arrives on it. Without
// the client's precaution, net/http would send the POST again.
func TestCreate_NotResentByNetHTTP(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"Idempotency-Key", "X-Idempotency-Key"} {
		t.Run(header, func(t *testing.T) {
			t.Parallel()
			var creates atomic.Int32
			url, _ := countingServer(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodDelete {
					w.WriteHeader(http.StatusNoContent)
					return
				}
				creates.Add(1)
				writeAndClose("", false)(w, r)
			})
			client := newClient(t, url, customers.WithHeader(header, "once"))
			if err := client.Delete(t.Context(), "a"); err != nil { // leaves an idle connection
				t.Fatal(err)
			}
			_, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
			wantSentinel(t, err, customers.ErrTransport)
			if !errors.Is(err, customers.ErrOutcomeUnknown) {
				t.Errorf("error = %v, want ErrOutcomeUnknown", err)
			}
			if got := creates.Load(); got != 1 {
				t.Errorf("the POST was sent %d times, want once", got)
			}
		})
	}
}
