package faulttest

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// TestToxics runs each operation with each toxic, on a new connection and on a reused one.
func TestToxics(t *testing.T) {
	t.Parallel()
	for _, tox := range toxics() {
		for _, op := range operations() {
			for _, connection := range []string{"new", "reused"} {
				t.Run(tox.name+"/"+op.Name+"/"+connection, func(t *testing.T) {
					t.Parallel()
					env := newEnvironment(t)
					if connection == "reused" {
						env.warmConnection(t)
					}
					env.addToxics(t, tox.toxics...)
					want := tox.single
					if op.list {
						want = tox.list
					}
					limit := maxCallTime
					if want == success { // a busy machine must not turn a slow response into a timeout
						env.client, limit = env.withoutTimeouts(t), maxSlowCallTime
					}
					got, err := callWithin(t, env, op, limit)
					env.close()
					checkResult(t, env, op, want, got, err)
					if op.Writes() {
						checkWrite(t, env, op, err)
					}
				})
			}
		}
	}
}

// TestConnectionRefused checks that no request counts as sent if nothing listens: even a Create is retried, and the
// outcome of a failed write is known.
func TestConnectionRefused(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		t.Run(op.Name, func(t *testing.T) {
			t.Parallel()
			env := newEnvironment(t)
			env.addToxics(t)
			_, err := callWithin(t, env, op, maxCallTime)
			var e *customers.Error
			if !errors.As(err, &e) {
				t.Fatalf("error %#v is not a *customers.Error", err)
			}
			if len(e.Attempts) != maxAttempts {
				t.Errorf("%d attempts, want %d: %v", len(e.Attempts), maxAttempts, err)
			}
			if !errors.Is(err, customers.ErrTransport) {
				t.Errorf("error %v is not ErrTransport", err)
			}
			if errors.Is(err, customers.ErrOutcomeUnknown) {
				t.Errorf("error %v is ErrOutcomeUnknown, although nothing was sent", err)
			}
		})
	}
}

// callWithin calls op, and fails the test if the call takes longer than limit.
func callWithin(t *testing.T, env *environment, op operation, limit time.Duration) (got any, err error) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		got, err = op.call(t.Context(), env, customers.WithRequestHeader(callHeader, op.Name))
	}()
	select {
	case <-done:
	case <-time.After(limit):
		t.Fatalf("the call has not returned after %v", limit)
	}
	return got, err
}

// checkResult checks that a call returned either the expected value or a *customers.Error.
func checkResult(t *testing.T, env *environment, op operation, want expectation, got any, err error) {
	t.Helper()
	if err == nil {
		if want == failure {
			t.Errorf("returned %v without an error, although no complete response can have arrived", got)
		}
		if diff := cmp.Diff(op.expected(t, env, got), got); diff != "" {
			t.Errorf("result (-want +got):\n%s", diff)
		}
		return
	}
	if got != nil {
		t.Errorf("returned both %v and the error %v", got, err)
	}
	if want == success {
		t.Errorf("failed, although the toxic does not damage the response: %v", err)
	}
	var e *customers.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %#v is not a *customers.Error", err)
	}
	if e.Op != op.Name {
		t.Errorf("Op = %q, want %q", e.Op, op.Name)
	}
	if len(e.Attempts) == 0 {
		t.Errorf("error %v has no attempts", err)
	}
	// The sandbox rejects none of these calls, so the only cause of a failure is a missing or incomplete response.
	if !errors.Is(err, customers.ErrTransport) && !errors.Is(err, customers.ErrTimeout) {
		t.Errorf("error %v is neither ErrTransport nor ErrTimeout", err)
	}
}

// checkWrite compares the result of a write with the state of the sandbox.
func checkWrite(t *testing.T, env *environment, op operation, err error) {
	t.Helper()
	after := storedList(t, env.sandbox)
	applied, changes := op.applied(after, env), cmp.Diff(env.before, after)
	counts := env.journal.take(op.Name)
	switch {
	case err == nil && !applied:
		t.Errorf("succeeded, but the sandbox did not apply it (%+v)", counts)
	case err != nil && !errors.Is(err, customers.ErrOutcomeUnknown) && (counts.applied > 0 || changes != ""):
		t.Errorf("failed without ErrOutcomeUnknown, but the sandbox applied it (%+v): %v", counts, err)
	case !applied && changes != "":
		t.Errorf("the sandbox applied another change: %s", changes)
	}
	if !op.IsIdempotent() && counts.received > 1 {
		t.Errorf("the sandbox received the %s %d times", op.Name, counts.received)
	}
	if op.HTTPMethod != http.MethodPut && counts.applied > 1 {
		t.Errorf("the sandbox applied the write %d times", counts.applied)
	}
}

// expectation is how a call must end with a toxic.
type expectation int

const (
	anyResult expectation = iota // depends on the timing
	success
	failure
)

// toxic is a set of Toxiproxy toxics for all connections.
type toxic struct {
	name   string
	toxics []string    // as JSON; the default stream is downstream, from the server to the client
	single expectation // for calls with a short response
	list   expectation // for calls that read the whole list of about 90 KB
}

func toxics() []toxic {
	return []toxic{
		{"latency", []string{`{"type":"latency","attributes":{"latency":30,"jitter":10}}`}, success, success},
		{"latency of the request", []string{`{"type":"latency","stream":"upstream","attributes":{"latency":30}}`}, success, success},
		{"latency beyond the timeouts", []string{`{"type":"latency","attributes":{"latency":20000}}`}, failure, failure},
		{"slow_close", []string{`{"type":"slow_close","attributes":{"delay":60000}}`}, success, success},
		{"slow_close of the request", []string{`{"type":"slow_close","stream":"upstream","attributes":{"delay":60000}}`}, success, success},
		{"reset_peer", []string{`{"type":"reset_peer","attributes":{"timeout":0}}`}, failure, failure},
		{"reset_peer after 100 ms", []string{`{"type":"reset_peer","attributes":{"timeout":100}}`}, failure, failure},
		{"reset_peer of the request", []string{`{"type":"reset_peer","stream":"upstream","attributes":{"timeout":0}}`}, failure, failure},
		{"limit_data in the response header", []string{`{"type":"limit_data","attributes":{"bytes":60}}`}, failure, failure},
		{"limit_data in an object", []string{`{"type":"limit_data","attributes":{"bytes":300}}`}, anyResult, failure},
		{"limit_data in the list", []string{`{"type":"limit_data","attributes":{"bytes":16384}}`}, success, failure},
		{"limit_data of the request", []string{`{"type":"limit_data","stream":"upstream","attributes":{"bytes":100}}`}, failure, failure},
		{"limit_data in the request body", []string{`{"type":"limit_data","stream":"upstream","attributes":{"bytes":280}}`}, anyResult, anyResult},
		{"slicer", []string{`{"type":"slicer","attributes":{"average_size":64,"size_variation":16,"delay":10}}`}, success, success},
		{"slicer of the request", []string{`{"type":"slicer","stream":"upstream","attributes":{"average_size":8,"size_variation":4,"delay":10}}`}, success, success},
		{"timeout", []string{`{"type":"timeout","attributes":{"timeout":0}}`}, failure, failure},
		{"timeout and close", []string{`{"type":"timeout","attributes":{"timeout":100}}`}, failure, failure},
		{"timeout of the request", []string{`{"type":"timeout","stream":"upstream","attributes":{"timeout":0}}`}, failure, failure},
		{"bandwidth", []string{`{"type":"bandwidth","attributes":{"rate":100}}`}, success, success},
		{"bandwidth of the request", []string{`{"type":"bandwidth","stream":"upstream","attributes":{"rate":4}}`}, success, success},
		{"stall in an object", []string{
			`{"type":"limit_data","attributes":{"bytes":300}}`, `{"type":"slow_close","attributes":{"delay":60000}}`,
		}, anyResult, failure},
		{"stall in the list", []string{
			`{"type":"limit_data","attributes":{"bytes":16384}}`, `{"type":"slow_close","attributes":{"delay":60000}}`,
		}, success, failure},
		{"connection refused", nil, failure, failure},
	}
}

const (
	attemptTimeout = time.Second
	callTimeout    = 2500 * time.Millisecond
	maxAttempts    = 12 // the call times out first if each attempt does
	// maxCallTime leaves time for a slow machine, but not for all attempts to time out or for a stalled list.
	maxCallTime = callTimeout + 7500*time.Millisecond
	// maxSlowCallTime is for the client without timeouts, and shorter than a connection that hangs.
	maxSlowCallTime = 30 * time.Second
)

// environment is what one subtest uses: a sandbox, Toxiproxy in front of it, and a client that connects to the proxy.
type environment struct {
	sandbox *sandbox.Sandbox
	journal *journal
	proxy   *toxiproxy.Proxy
	client  *customers.Client
	refuse  atomic.Bool // dial an address where nothing listens
	close   func()      // waits until no request can change the sandbox any more
	before  []customers.Customer
}

func newEnvironment(t *testing.T) *environment {
	t.Helper()
	env := &environment{sandbox: newSandbox(t, 500)}
	env.before = storedList(t, env.sandbox)
	env.journal = newJournal(env.sandbox)
	server := httptest.NewServer(http.StripPrefix(basePath, env.journal))
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	env.proxy = toxiproxy.NewProxy(api, t.Name(), "127.0.0.1:0", server.Listener.Addr().String())
	if err := env.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	// Nothing listens on the local port of an open connection, and no parallel test can be given that port.
	held, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	pool := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		if env.refuse.Load() {
			addr = held.LocalAddr().String()
		}
		return new(net.Dialer).DialContext(ctx, network, addr)
	}}
	env.close = sync.OnceFunc(func() {
		pool.CloseIdleConnections()
		_ = held.Close()
		env.proxy.Stop()
		server.Close() // waits for requests in progress
	})
	t.Cleanup(env.close)
	env.client, err = customers.New("http://"+env.proxy.Listen+basePath,
		customers.WithAPIKey(apiKey),
		customers.WithHTTPClient(&http.Client{Transport: pool}),
		customers.WithTimeout(callTimeout),
		customers.WithAttemptTimeout(attemptTimeout),
		customers.WithRetry(customers.RetryPolicy{MaxAttempts: maxAttempts, BaseDelay: time.Millisecond}),
	)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

// warmConnection leaves an idle connection in the client's connection pool. The next call reuses it.
func (env *environment) warmConnection(t *testing.T) {
	t.Helper()
	if _, err := env.withoutTimeouts(t).Get(t.Context(), env.before[0].ID); err != nil {
		t.Fatalf("Get without a toxic: %v", err)
	}
}

// withoutTimeouts returns the client without its timeouts.
func (env *environment) withoutTimeouts(t *testing.T) *customers.Client {
	t.Helper()
	client, err := env.client.With(customers.WithTimeout(0), customers.WithAttemptTimeout(0))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// addToxics adds toxics, as JSON, to all connections. Without toxics it makes all new connections fail.
func (env *environment) addToxics(t *testing.T, toxics ...string) {
	t.Helper()
	for _, toxic := range toxics {
		if _, err := env.proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
			t.Fatalf("%s: %v", toxic, err)
		}
	}
	if len(toxics) == 0 {
		env.refuse.Store(true)
		env.proxy.Stop()
	}
}
