package customers_test

import (
	"context"
	"net/http"
	"net/http/httptest"
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
