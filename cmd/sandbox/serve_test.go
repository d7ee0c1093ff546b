package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestStopLetsRequestsFinish stops the program in the middle of a list that is too long for any socket buffer.
func TestStopLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	program := start(t, "-n", "50000")
	response := open(t, program.url, "sandbox-key")
	defer response.Body.Close()
	begin := make([]byte, 10)
	if _, err := io.ReadFull(response.Body, begin); err != nil {
		t.Fatal(err)
	}
	program.stop()
	rest, err := io.ReadAll(response.Body)
	if err != nil || !strings.HasSuffix(string(rest), "}]") {
		t.Errorf("the list ended with %v after %d bytes, want the whole of it", err, len(rest))
	}
	if status := <-program.status; status != exitOK {
		t.Errorf("exit status = %d, want 0", status)
	}
}

func TestStopCutsOffWhatTakesTooLong(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	server := &http.Server{
		ReadHeaderTimeout: time.Minute,
		Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			stop()
			<-r.Context().Done() // until the connection is cut
		}),
	}
	done := make(chan error, 1)
	go func() { done <- serveUntilDone(ctx, server, listener, time.Millisecond) }()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url(listener), nil)
	if err != nil {
		t.Fatal(err)
	}
	if response, err := http.DefaultClient.Do(request); err == nil {
		_ = response.Body.Close()
		t.Errorf("the request was answered with %d, want it cut off", response.StatusCode)
	}
	if err := <-done; err != nil {
		t.Errorf("serveUntilDone() = %v, want nil", err)
	}
}

func TestBrokenListenerIsAFailure(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	server := &http.Server{ReadHeaderTimeout: time.Minute}
	err = serveUntilDone(t.Context(), server, listener, time.Minute)
	if err == nil || !strings.HasPrefix(err.Error(), "serve: ") {
		t.Errorf("serveUntilDone() = %v, want the listener's error", err)
	}
}

// TestRateLimitIsServed asks four times in at most two windows, with one request in each.
func TestRateLimitIsServed(t *testing.T) {
	t.Parallel()
	program := start(t, "-rate-limit", "1/h")
	counted := map[int]int{}
	for range 4 {
		status, _ := get(t, program.url, "sandbox-key")
		counted[status]++
	}
	if counted[200] < 1 || counted[200] > 2 || counted[429] != 4-counted[200] {
		t.Errorf("statuses %v, want one 200, two when the hour is just over, and 429", counted)
	}
}
