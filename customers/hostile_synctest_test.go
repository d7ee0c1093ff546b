package customers_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

const (
	callBound   = 2 * time.Second        // of each mode
	slack       = 250 * time.Millisecond // beyond a bound
	dripWait    = 150 * time.Millisecond // between two bytes of a drip
	hostileMax  = 2 << 10                // WithMaxResponseBytes
	tailBound   = time.Second            // for the tail of a list and every drain
	defaultIdle = 10 * time.Second       // the default of WithAttemptTimeout
	closeBound  = 50 * time.Millisecond  // since Go 1.27, net/http reads on for this long after a body was closed early
)

// hostileMode is one way to bound a call.
type hostileMode struct {
	name     string
	opts     []customers.Option
	deadline time.Duration // of the caller's context, 0 for none
	idle     time.Duration // how long a list may be silent after its headers, 0 for as long as the deadline
}

func hostileModes() []hostileMode {
	noTimeouts := []customers.Option{customers.WithTimeout(0), customers.WithAttemptTimeout(0)}
	return []hostileMode{
		{"WithTimeout", []customers.Option{customers.WithTimeout(callBound)}, 0, defaultIdle},
		{"WithAttemptTimeout", []customers.Option{
			customers.WithTimeout(0), customers.WithAttemptTimeout(callBound), customers.WithRetry(customers.NoRetry),
		}, 0, callBound},
		{"deadline of the caller", noTimeouts, callBound, 0},
	}
}

// listBound is what bounds a list after its headers. No timeout bounds the whole of a list.
type listBound int

const (
	untilHeaders listBound = iota // no headers arrive, or the end follows them
	untilIdle                     // the server falls silent
	untilTail                     // the error is known, or the list is complete
	untilMax                      // the server sends a byte of one element each dripWait, up to WithMaxResponseBytes
)

// limit returns the longest time that a call may take.
func (m hostileMode) limit(op operation, bound listBound) time.Duration {
	if op.route != customersRoute || op.method != http.MethodGet || m.deadline > 0 {
		return callBound
	}
	switch bound {
	case untilIdle:
		return m.idle
	case untilTail:
		return tailBound
	case untilMax:
		return hostileMax*dripWait + tailBound
	}
	return callBound
}

// hostileCase is a server or a middleware that tries to hold a call.
type hostileCase struct {
	name   string
	list   listBound
	want   error                          // the sentinel for all operations, nil for any
	passes string                         // operations that may succeed, "" for none
	serve  func(conn net.Conn)            // after the request was read
	body   func(done <-chan struct{}) any // an io.ReadCloser, of a middleware; done is closed at the end
}

// TestEveryCallEnds makes every call against hostile servers, connections and middlewares. Each call returns within its
// bound, with an *Error of one kind, and leaves no goroutine and no connection.
func TestEveryCallEnds(t *testing.T) {
	t.Parallel()
	cases := slices.Concat(hostileConnections(), hostileHeaders(), hostileBodies(), hostileLists(), hostileMiddlewares())
	if len(cases) < 25 {
		t.Fatalf("%d cases, want at least 25", len(cases))
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for _, mode := range hostileModes() {
				for _, op := range operations() {
					synctest.Test(t, func(t *testing.T) { // fails if a goroutine is left
						tc.check(t, mode, op)
					})
				}
			}
		})
	}
}

func (tc hostileCase) check(t *testing.T, mode hostileMode, op operation) {
	t.Helper()
	where := mode.name + ", " + op.name
	srv := &pipeServer{serve: tc.serve}
	pool := transport.NewPool()
	pool.DialContext = srv.dial
	done := make(chan struct{})
	defer close(done)
	opts := append([]customers.Option{
		customers.WithHTTPClient(&http.Client{Transport: pool}),
		customers.WithMaxResponseBytes(hostileMax),
		customers.WithRetry(customers.RetryPolicy{}),
	}, mode.opts...)
	if tc.body != nil {
		opts = append(opts, customers.WithMiddleware(func(http.RoundTripper) http.RoundTripper {
			return roundTripper(func(*http.Request) (*http.Response, error) {
				body, _ := tc.body(done).(io.ReadCloser)
				return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {jsonType}}, Body: body}, nil
			})
		}))
	}
	client := newClient(t, "http://127.0.0.1"+basePath, opts...)
	ctx := t.Context()
	if mode.deadline > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, mode.deadline)
		defer cancel()
	}
	start := time.Now()
	err := op.call(withContext{t, ctx}, client)
	took := time.Since(start)
	if limit := mode.limit(op, tc.list); took > limit+slack {
		t.Errorf("%s: returned after %v, want at most %v: %v", where, took, limit+slack, err)
	}
	tc.checkError(t, where, op, err)
	time.Sleep(closeBound)
	synctest.Wait() // the connection is closed, or idle
	pool.CloseIdleConnections()
	synctest.Wait()
	if open := srv.open.Load(); open != 0 {
		t.Errorf("%s: %d connections are open", where, open)
	}
	srv.stop()
}

// errNoResponse stands for the sentinels of calls without a complete response. The bound of a call decides which one it
// is, and whether the call ends at the bound or before.
var errNoResponse = errors.New("any sentinel of a call without a complete response")

// mayPass reports whether an operation may succeed.
func (tc hostileCase) mayPass(t *testing.T, op operation) bool {
	t.Helper()
	if op.method == http.MethodDelete {
		return tc.passes != ""
	}
	examples, err := specExamples()
	if err != nil {
		t.Fatal(err)
	}
	isList := strings.HasPrefix(examples[op.id].Response, "[") && op.name != "FindByExternalID"
	return isList && tc.passes == listsOrDelete
}

func (tc hostileCase) checkError(t *testing.T, where string, op operation, err error) {
	t.Helper()
	if err == nil {
		if !tc.mayPass(t, op) {
			t.Errorf("%s: no error", where)
		}
		return
	}
	e := asError(t, err)
	wantSentinel(t, err, e.Kind())
	isWanted := errors.Is(err, tc.want)
	if tc.want == errNoResponse { //nolint:errorlint // identity is the point
		isWanted = slices.Contains([]error{customers.ErrTransport, customers.ErrTimeout, customers.ErrContextDone}, e.Kind())
	}
	if tc.want != nil && !isWanted {
		t.Errorf("%s: %v, want %v", where, err, tc.want)
	}
	if errors.Is(err, context.Canceled) {
		t.Errorf("%s: %v matches context.Canceled, but nobody cancelled the call", where, err)
	}
	_ = oneLineOf(t, err)
}

// pipeServer serves each connection that is dialed in memory.
type pipeServer struct {
	serve   func(net.Conn)
	open    atomic.Int32 // connections that the client did not close
	serving sync.WaitGroup
	conns   sync.Map // the sides of the server
}

func (s *pipeServer) dial(context.Context, string, string) (net.Conn, error) {
	client, srv := net.Pipe()
	s.open.Add(1)
	s.conns.Store(srv, nil)
	s.serving.Go(func() {
		defer func() { _ = srv.Close() }()
		req, err := http.ReadRequest(bufio.NewReader(srv))
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, req.Body)
		s.serve(srv)
	})
	return &countedConn{Conn: client, closed: sync.OnceFunc(func() { s.open.Add(-1) })}, nil
}

// stop closes all connections and waits until nothing serves them.
func (s *pipeServer) stop() {
	s.conns.Range(func(conn, _ any) bool {
		if c, ok := conn.(net.Conn); ok {
			_ = c.Close()
		}
		return true
	})
	s.serving.Wait()
}

// countedConn reports that the client closed it.
type countedConn struct {
	net.Conn

	closed func()
}

func (c *countedConn) Close() error {
	c.closed()
	return c.Conn.Close()
}

// silent waits until the client closes the connection.
func silent(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }

// send sends text, then calls then.
func send(text string, then func(net.Conn)) func(net.Conn) {
	return func(conn net.Conn) {
		if _, err := io.WriteString(conn, text); err == nil {
			then(conn)
		}
	}
}

// sleep calls then after d.
func sleep(d time.Duration, then func(net.Conn)) func(net.Conn) {
	return func(conn net.Conn) {
		time.Sleep(d)
		then(conn)
	}
}

// drip sends text each dripWait, until the client closes the connection.
func drip(text string) func(net.Conn) {
	return func(conn net.Conn) {
		for {
			time.Sleep(dripWait)
			if _, err := io.WriteString(conn, text); err != nil {
				return
			}
		}
	}
}

// flood sends text again and again, until the client closes the connection. It sleeps after each 4 KiB, because virtual
// time advances only while all goroutines wait.
func flood(text string) func(net.Conn) {
	text = strings.Repeat(text, 1+4096/len(text))
	return func(conn net.Conn) {
		for {
			if _, err := io.WriteString(conn, text); err != nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}

// hangUp closes the connection.
func hangUp(net.Conn) {}

func head(status int, headers ...string) string {
	return fmt.Sprintf("HTTP/1.1 %d X\r\n%s\r\n", status, strings.Join(append(headers, ""), "\r\n"))
}
