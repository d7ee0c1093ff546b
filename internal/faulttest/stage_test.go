package faulttest

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

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
