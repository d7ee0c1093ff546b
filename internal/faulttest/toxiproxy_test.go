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

// TestToxics crosses every toxic with every operation, on a fresh connection and on one that was kept alive.
func TestToxics(t *testing.T) {
	t.Parallel()
	for _, tox := range toxics() {
		for _, op := range operations() {
			for _, connection := range []string{"fresh", "kept alive"} {
				t.Run(tox.name+"/"+op.name+"/"+connection, func(t *testing.T) {
					t.Parallel()
					s := newStage(t)
					if connection == "kept alive" {
						s.keepAlive(t)
					}
					s.poison(t, tox.toxics...)
					want := tox.single
					if op.list {
						want = tox.list
					}
					within := endsWithin
					if want == right {
						s.client, within = s.patient(t), answersWithin // slow is not wrong, on a busy machine least of all
					}
					got, err := inTime(t, s, op, within)
					s.close()
					checkAnswer(t, s, op, want, got, err)
					if op.write {
						checkWrite(t, s, op, err)
					}
				})
			}
		}
	}
}

// inTime makes the call, and fails the test if it does not end.
func inTime(t *testing.T, s *stage, op operation, within time.Duration) (got any, err error) {
	t.Helper()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		got, err = op.call(t.Context(), s, customers.WithRequestHeader(callHeader, op.name))
	}()
	select {
	case <-ended:
	case <-time.After(within):
		t.Fatalf("the call has not ended after %v", within)
	}
	return got, err
}

// checkAnswer wants the right answer or a typed error, and never both or neither.
func checkAnswer(t *testing.T, s *stage, op operation, want verdict, got any, err error) {
	t.Helper()
	if err == nil {
		if want == broken {
			t.Errorf("succeeded with %v, although no answer can have come", got)
		}
		if diff := cmp.Diff(op.want(t, s), got); diff != "" {
			t.Errorf("a wrong answer (-want +got):\n%s", diff)
		}
		return
	}
	if got != nil {
		t.Errorf("an answer, %v, beside the error %v", got, err)
	}
	if want == right {
		t.Errorf("failed, although the toxic leaves the answer whole: %v", err)
	}
	var e *customers.Error
	if !errors.As(err, &e) || e.Op != op.name || len(e.Attempts) == 0 {
		t.Errorf("error %#v is not a *customers.Error of %s with its attempts", err, op.name)
	}
	// Whatever a connection does, the failure is that no complete answer came: nothing here is the API's own refusal.
	if !errors.Is(err, customers.ErrTransport) {
		t.Errorf("%v is not ErrTransport", err)
	}
}

// checkWrite holds what the call said of a write against what the sandbox has.
func checkWrite(t *testing.T, s *stage, op operation, err error) {
	t.Helper()
	after := storedList(t, s.box)
	done, was := op.done(after, s), s.journal.take(op.name)
	switch {
	case err == nil && !done:
		t.Errorf("succeeded, but the sandbox shows nothing of it (%+v)", was)
	case err != nil && !errors.Is(err, customers.ErrOutcomeUnknown) && (was.applied > 0 || !cmp.Equal(s.before, after)):
		t.Errorf("failed for certain, but was done (%+v): %v", was, err)
	case !done && !cmp.Equal(s.before, after):
		t.Errorf("something else was done: %s", cmp.Diff(s.before, after))
	}
	if op.name == "Create" && was.arrived > 1 {
		t.Errorf("the Create reached the server %d times", was.arrived)
	}
	if op.name != "Update" && was.applied > 1 {
		t.Errorf("was done %d times", was.applied)
	}
}

// TestRefusedConnection: where nobody listens, nothing was sent. So even a Create is tried again, and a write that fails
// is known not to have been done.
func TestRefusedConnection(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.poison(t)
			_, err := inTime(t, s, op, endsWithin)
			var e *customers.Error
			if !errors.As(err, &e) || len(e.Attempts) != attempts {
				t.Errorf("%#v, want %d attempts", err, attempts)
			}
			if !errors.Is(err, customers.ErrTransport) || errors.Is(err, customers.ErrOutcomeUnknown) {
				t.Errorf("%v, want ErrTransport and a known outcome", err)
			}
		})
	}
}

// verdict is what a toxic must make of a call.
type verdict int

const (
	either verdict = iota // right or broken, as the timing has it
	right
	broken
)

// toxic is one way to hurt a connection.
type toxic struct {
	name   string
	toxics []string // in Toxiproxy's notation; the default stream is downstream, from the server to the client
	single verdict  // of calls with a short answer
	list   verdict  // of calls that read the whole list, which takes some 90 KB
}

func toxics() []toxic {
	return []toxic{
		{"latency", []string{`{"type":"latency","attributes":{"latency":30,"jitter":10}}`}, right, right},
		{"latency of the request", []string{`{"type":"latency","stream":"upstream","attributes":{"latency":30}}`}, right, right},
		{"latency beyond the timeouts", []string{`{"type":"latency","attributes":{"latency":20000}}`}, broken, broken},
		{"slow_close", []string{`{"type":"slow_close","attributes":{"delay":60000}}`}, right, right},
		{"slow_close of the request", []string{`{"type":"slow_close","stream":"upstream","attributes":{"delay":60000}}`}, right, right},
		{"reset_peer", []string{`{"type":"reset_peer","attributes":{"timeout":0}}`}, broken, broken},
		{"reset_peer later", []string{`{"type":"reset_peer","attributes":{"timeout":100}}`}, broken, broken},
		{"reset_peer of the request", []string{`{"type":"reset_peer","stream":"upstream","attributes":{"timeout":0}}`}, broken, broken},
		{"limit_data in the header", []string{`{"type":"limit_data","attributes":{"bytes":60}}`}, broken, broken},
		{"limit_data in an object", []string{`{"type":"limit_data","attributes":{"bytes":300}}`}, either, broken},
		{"limit_data in the list", []string{`{"type":"limit_data","attributes":{"bytes":16384}}`}, right, broken},
		{"limit_data of the request", []string{`{"type":"limit_data","stream":"upstream","attributes":{"bytes":100}}`}, broken, broken},
		{"limit_data in a body", []string{`{"type":"limit_data","stream":"upstream","attributes":{"bytes":280}}`}, either, either},
		{"slicer", []string{`{"type":"slicer","attributes":{"average_size":64,"size_variation":16,"delay":10}}`}, right, right},
		{"slicer of the request", []string{`{"type":"slicer","stream":"upstream","attributes":{"average_size":8,"size_variation":4,"delay":10}}`}, right, right},
		{"timeout", []string{`{"type":"timeout","attributes":{"timeout":0}}`}, broken, broken},
		{"timeout that closes", []string{`{"type":"timeout","attributes":{"timeout":100}}`}, broken, broken},
		{"timeout of the request", []string{`{"type":"timeout","stream":"upstream","attributes":{"timeout":0}}`}, broken, broken},
		{"bandwidth", []string{`{"type":"bandwidth","attributes":{"rate":100}}`}, right, right},
		{"bandwidth of the request", []string{`{"type":"bandwidth","stream":"upstream","attributes":{"rate":4}}`}, right, right},
		{"stall in an object", []string{
			`{"type":"limit_data","attributes":{"bytes":300}}`, `{"type":"slow_close","attributes":{"delay":60000}}`,
		}, either, broken},
		{"stall in the list", []string{
			`{"type":"limit_data","attributes":{"bytes":16384}}`, `{"type":"slow_close","attributes":{"delay":60000}}`,
		}, right, broken},
		{"nobody listens", nil, broken, broken},
	}
}

const (
	attemptTimeout = time.Second
	callTimeout    = 2500 * time.Millisecond
	attempts       = 12 // more than the call's timeout leaves room for when each takes its own
	// endsWithin is generous to a slow machine, and still less than all attempts or a stalled list would take.
	endsWithin = callTimeout + 7500*time.Millisecond
	// answersWithin is for the patient client: less than a connection that hangs would take.
	answersWithin = 30 * time.Second
)

// stage is the world of one row: a sandbox, Toxiproxy in front of it, and a client that goes through the proxy.
type stage struct {
	box     *sandbox.Sandbox
	journal *journal
	proxy   *toxiproxy.Proxy
	client  *customers.Client
	down    atomic.Bool // dial where nobody listens
	close   func()      // after it, nothing that the client sent can change the sandbox any more
	before  []customers.Customer
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{box: newSandbox(t, 500)}
	s.before = storedList(t, s.box)
	s.journal = newJournal(s.box)
	server := httptest.NewServer(http.StripPrefix(basePath, s.journal))
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	s.proxy = toxiproxy.NewProxy(api, t.Name(), "127.0.0.1:0", server.Listener.Addr().String())
	if err := s.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	// The port of a connection's own end: nobody listens on it, and no parallel row can get it, as it can a freed one.
	held, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	pool := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		if s.down.Load() {
			addr = held.LocalAddr().String()
		}
		return new(net.Dialer).DialContext(ctx, network, addr)
	}}
	s.close = sync.OnceFunc(func() {
		pool.CloseIdleConnections()
		_ = held.Close()
		s.proxy.Stop()
		server.Close() // waits for requests at work
	})
	t.Cleanup(s.close)
	s.client, err = customers.New("http://"+s.proxy.Listen+basePath,
		customers.WithAPIKey(apiKey),
		customers.WithHTTPClient(&http.Client{Transport: pool}),
		customers.WithTimeout(callTimeout),
		customers.WithAttemptTimeout(attemptTimeout),
		customers.WithRetry(customers.RetryPolicy{MaxAttempts: attempts, BaseDelay: time.Millisecond}),
	)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// keepAlive leaves a healthy connection in the client's pool, which the next call will use.
func (s *stage) keepAlive(t *testing.T) {
	t.Helper()
	if _, err := s.patient(t).Get(t.Context(), s.before[0].ID); err != nil {
		t.Fatalf("without a toxic: %v", err)
	}
}

// patient returns the client without its timeouts, however busy the machine is.
func (s *stage) patient(t *testing.T) *customers.Client {
	t.Helper()
	client, err := s.client.With(customers.WithTimeout(0), customers.WithAttemptTimeout(0))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// poison adds toxics, in Toxiproxy's own notation, to all connections. None at all means that nobody listens.
func (s *stage) poison(t *testing.T, toxics ...string) {
	t.Helper()
	for _, toxic := range toxics {
		if _, err := s.proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
			t.Fatalf("%s: %v", toxic, err)
		}
	}
	if len(toxics) == 0 {
		s.down.Store(true)
		s.proxy.Stop()
	}
}
