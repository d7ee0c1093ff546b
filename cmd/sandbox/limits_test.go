package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// TestLimits_ManySlowConnections opens four times as many connections as are allowed, all of clients that never finish.
// It checks that all of them end, and that a client that behaves is served.
func TestLimits_ManySlowConnections(t *testing.T) {
	t.Parallel()
	const connections, rounds = 100, 4
	s := newSandbox(t)
	if err := s.Seed(sandbox.GenerateSeed(0, 100_000, 0)); err != nil {
		t.Fatal(err)
	}
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	const short = 200 * time.Millisecond
	l := limits{connections: connections, header: short, headerBytes: 1 << 10, body: short, idle: short, stall: short}
	listener := l.listen(inner)
	server := l.newServer(s, nil)
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	texts := []string{
		"",                               // silent
		"GET / HTTP/1.1\r\nX-Slow: ",     // incomplete header
		post(1000, "") + `{"externalId"`, // incomplete body
		strings.Replace(getList, path, path+"/cst-000000000", 1), // idle after a response
		getList, // response that is not read
		strings.Replace(getList, "\r\n\r\n", "\r\nX-Sandbox-Fault: oversized\r\n\r\n", 1), // the same
	}
	for i := range connections * rounds {
		conn, err := net.Dial("tcp", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetReadBuffer(4 << 10)
		}
		if _, err := io.WriteString(conn, texts[i%len(texts)]); err != nil {
			t.Fatal(err)
		}
	}
	waitUntil(t, func() bool { return getOne(inner.Addr().String()) == nil })
	waitUntil(t, func() bool { return len(listener.open) <= 1 }) // the listener itself waits for a connection
	_ = server.Close()
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		t.Errorf("Serve() = %v, want ErrServerClosed", err)
	}
}

// getOne gets a customer over a new connection.
func getOne(address string) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	request := strings.Replace(getList, path, path+"/cst-000000000", 1)
	if _, err := io.WriteString(conn, request); err != nil {
		return err
	}
	var status int
	if _, err := fmt.Fscanf(conn, "HTTP/1.1 %d", &status); err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("status %d", status)
	}
	return nil
}

// waitUntil waits until a condition holds.
func waitUntil(t *testing.T, holds func() bool) {
	t.Helper()
	deadline := time.After(time.Minute)
	for tick := time.Tick(10 * time.Millisecond); !holds(); {
		select {
		case <-tick:
		case <-deadline:
			t.Fatal("the condition does not hold after a minute")
		}
	}
}

// TestLimits_LongHeader checks that a long header is rejected with 431.
func TestLimits_LongHeader(t *testing.T) {
	t.Parallel()
	program := start(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, program.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Close = true
	r.Header.Set("X-Long", strings.Repeat("x", defaultLimits().headerBytes+4096))
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d, want 431", response.StatusCode)
	}
}

// TestLimits_FaultsReset checks that faults can still reset connections through the listener with limits.
func TestLimits_FaultsReset(t *testing.T) {
	t.Parallel()
	program := start(t, "-fault", "reset")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, program.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err == nil {
		_ = response.Body.Close()
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the request returns %v, want a reset connection", err)
	}
}
