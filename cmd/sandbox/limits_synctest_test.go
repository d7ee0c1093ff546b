package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// pipeListener accepts the connections of its dial, which are in memory, so that their time is virtual.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
}

func newPipeListener() *pipeListener {
	return &pipeListener{make(chan net.Conn), make(chan struct{})}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error   { close(l.closed); return nil }
func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (l *pipeListener) dial() net.Conn {
	client, server := net.Pipe()
	l.conns <- server
	return client
}

// serveLimited runs a test against a sandbox with 200 customers and the default limits, in virtual time.
func serveLimited(t *testing.T, test func(t *testing.T, dial func() net.Conn)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := newSandbox(t)
		if err := s.Seed(sandbox.GenerateSeed(0, 200, 0)); err != nil {
			t.Fatal(err)
		}
		listener := newPipeListener()
		server := defaultLimits().newServer(s, nil)
		done := make(chan error, 1)
		go func() { done <- server.Serve(defaultLimits().listen(listener)) }()
		test(t, listener.dial)
		_ = server.Close()
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("Serve() = %v, want ErrServerClosed", err)
		}
	})
}

const (
	path    = "/api/v1/account-manager/customers"
	getList = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nX-API-KEY: k\r\n\r\n"
)

// post returns the header of a request with a body of n bytes, and further header lines.
func post(n int, lines string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: localhost\r\nX-API-KEY: k\r\nContent-Type: application/json\r\n"+
		"Content-Length: %d\r\n%s\r\n", path, n, lines)
}

// TestLimits_SlowConnectionsEnd checks when the connections of slow clients end.
func TestLimits_SlowConnectionsEnd(t *testing.T) {
	t.Parallel()
	slowly := func(conn net.Conn, text string) { // one byte per second, until the server has closed the connection
		for i := range len(text) {
			time.Sleep(time.Second)
			if _, err := io.WriteString(conn, text[i:i+1]); err != nil {
				return
			}
		}
	}
	long := strings.Repeat("x", 1000)
	for name, test := range map[string]struct {
		client func(conn net.Conn)
		ends   time.Duration
	}{
		"silent":      {func(net.Conn) {}, 10 * time.Second},
		"slow header": {func(conn net.Conn) { slowly(conn, "GET / HTTP/1.1\r\nX: "+long) }, 10 * time.Second},
		"slow body": {func(conn net.Conn) {
			_, _ = io.WriteString(conn, post(1000, ""))
			slowly(conn, long)
		}, 90 * time.Second},
		"slow body that is not read": {func(conn net.Conn) {
			_, _ = io.WriteString(conn, strings.Replace(post(1000, ""), "X-API-KEY: k", "X-API-KEY: wrong", 1))
			slowly(conn, long)
		}, 90 * time.Second},
		"idle after a response": {func(conn net.Conn) {
			_, _ = io.WriteString(conn, strings.Replace(getList, path, path+"/cst-000000000", 1))
		}, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			serveLimited(t, func(t *testing.T, dial func() net.Conn) {
				t.Helper()
				begin := time.Now()
				conn := dial()
				done := make(chan struct{})
				go func() { test.client(conn); close(done) }()
				_, err := io.Copy(io.Discard, conn) // until the server closes the connection
				if got := time.Since(begin); err != nil || got < test.ends || got > test.ends+time.Second {
					t.Errorf("the connection ended after %v with %v, want after %v", got, err, test.ends)
				}
				_ = conn.Close()
				<-done
			})
		})
	}
}

// TestLimits_StalledReader checks that a client that stops reading loses the connection.
func TestLimits_StalledReader(t *testing.T) {
	t.Parallel()
	serveLimited(t, func(t *testing.T, dial func() net.Conn) {
		t.Helper()
		conn := dial()
		_, _ = io.WriteString(conn, getList)
		_, _ = io.ReadFull(conn, make([]byte, 5000)) // more than one write of the server
		time.Sleep(2*time.Minute + time.Second)
		rest, err := io.ReadAll(conn)
		if err != nil || len(rest) > 0 {
			t.Errorf("after two minutes the client reads %d bytes, %v, want the end", len(rest), err)
		}
		_ = conn.Close()
	})
}

// TestLimits_SlowReader reads a list over an hour, 1 KiB in 55 seconds, while the server writes 4 KiB at a time.
func TestLimits_SlowReader(t *testing.T) {
	t.Parallel()
	serveLimited(t, func(t *testing.T, dial func() net.Conn) {
		t.Helper()
		begin := time.Now()
		conn := dial()
		_, _ = io.WriteString(conn, getList)
		response, err := http.ReadResponse(bufio.NewReader(slowReader{conn}), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil || strings.Count(string(body), "externalId") != 200 || !strings.HasSuffix(string(body), "}]") {
			t.Errorf("the client reads %d bytes, %v, want the whole list", len(body), err)
		}
		if took := time.Since(begin); took < 30*time.Minute {
			t.Errorf("the client took %v, want a slow one", took)
		}
		_ = conn.Close()
	})
}

type slowReader struct{ net.Conn }

func (s slowReader) Read(p []byte) (int, error) {
	time.Sleep(55 * time.Second)
	return s.Conn.Read(p[:min(len(p), 1<<10)])
}

// TestLimits_LongResponses checks that the time limit of the body ends with the body.
func TestLimits_LongResponses(t *testing.T) {
	t.Parallel()
	for fault, least := range map[string]time.Duration{
		"delay;delay=1m": time.Minute,
		"drip;delay=59s": 5 * time.Minute,
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			serveLimited(t, func(t *testing.T, dial func() net.Conn) {
				t.Helper()
				begin := time.Now()
				conn := dial()
				body := `{"externalId":"` + strings.Repeat("x", 100_000) + `","status":"active"}`
				go func() { _, _ = io.WriteString(conn, post(len(body), "X-Sandbox-Fault: "+fault+"\r\n")+body) }()
				response, err := http.ReadResponse(bufio.NewReader(conn), nil)
				if err != nil {
					t.Fatal(err)
				}
				defer response.Body.Close()
				if _, err := io.Copy(io.Discard, io.LimitReader(response.Body, 90)); err != nil {
					t.Errorf("reading the response: %v", err)
				}
				if response.StatusCode != http.StatusCreated {
					t.Errorf("status %d, want 201", response.StatusCode)
				}
				if took := time.Since(begin); took < least {
					t.Errorf("the response took %v, want at least %v", took, least)
				}
				_ = conn.Close()
			})
		})
	}
}

// TestBoundedListener opens one connection more than is allowed. It is accepted when another one ends.
func TestBoundedListener(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inner := newPipeListener()
		listener := limits{connections: 2}.listen(inner)
		accepted := make(chan net.Conn, 10)
		ended := make(chan error, 1)
		go func() {
			for {
				conn, err := listener.Accept()
				if err != nil {
					ended <- err
					return
				}
				accepted <- conn
			}
		}()
		for range 3 {
			go inner.dial()
		}
		synctest.Wait()
		if got := len(accepted); got != 2 {
			t.Errorf("%d connections are accepted, want 2", got)
		}
		first := <-accepted
		for range 2 { // a second Close must not make room for another one
			_ = first.Close()
		}
		synctest.Wait()
		if got := len(accepted); got != 2 {
			t.Errorf("%d connections are open after one was closed, want 2", got)
		}
		_ = listener.Close()
		if err := <-ended; !errors.Is(err, net.ErrClosed) {
			t.Errorf("Accept() = %v after Close, want net.ErrClosed", err)
		}
	})
}
