package faulttest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"time"
)

// faultInjector is a handler that injects faults into some of the requests to next.
type faultInjector struct {
	next   http.Handler
	mu     sync.Mutex
	random *rand.Rand
	kinds  []string
	among  int
	counts map[string]int
}

// newFaultInjector injects each kind into one of so many requests, on average.
func newFaultInjector(next http.Handler, seed uint64, among int, kinds ...string) *faultInjector {
	//nolint:gosec // the same seed must inject the same faults
	random := rand.New(rand.NewPCG(seed, seed))
	return &faultInjector{next: next, random: random, kinds: kinds, among: among, counts: map[string]int{}}
}

// stop injects no more faults.
func (f *faultInjector) stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kinds = nil
}

// choose returns the fault of a request, "none" for most of them, and a delay of at most 20 ms.
func (f *faultInjector) choose() (kind string, delay time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	kind = "none"
	if n := f.random.IntN(f.among); n < len(f.kinds) {
		kind = f.kinds[n]
	}
	f.counts[kind]++
	return kind, time.Duration(1+f.random.IntN(20)) * time.Millisecond
}

// injected returns the number of requests by fault.
func (f *faultInjector) injected() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.counts)
}

func (f *faultInjector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	kind, delay := f.choose()
	if kind != "none" { // net/http detects a client that leaves only after the body was read
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	switch kind {
	case "400":
		writeError(w, http.StatusBadRequest)
	case "503":
		writeError(w, http.StatusServiceUnavailable)
	case "429":
		w.Header().Set("Retry-After", "0")
		writeError(w, http.StatusTooManyRequests)
	case "close before":
		closeConnection(w, 0)
	case "close after":
		f.next.ServeHTTP(httptest.NewRecorder(), r)
		closeConnection(w, 0)
	case "502 after":
		f.next.ServeHTTP(httptest.NewRecorder(), r)
		writeError(w, http.StatusBadGateway)
	case "504 after":
		f.next.ServeHTTP(httptest.NewRecorder(), r)
		writeError(w, http.StatusGatewayTimeout)
	case "hang before":
		<-r.Context().Done()
	case "hang after":
		f.next.ServeHTTP(httptest.NewRecorder(), r)
		<-r.Context().Done()
	case "late": // carried out after the client left
		<-r.Context().Done()
		<-time.After(delay)
		f.next.ServeHTTP(httptest.NewRecorder(), r.WithContext(context.WithoutCancel(r.Context())))
	case "truncate":
		f.truncate(w, r)
	case "delay":
		timer := time.NewTimer(delay)
		defer timer.Stop()
		select {
		case <-timer.C:
			f.next.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	default:
		f.next.ServeHTTP(w, r)
	}
}

// truncate sends the Content-Length of the whole body, but only half of the body.
func (f *faultInjector) truncate(w http.ResponseWriter, r *http.Request) {
	rec := httptest.NewRecorder()
	f.next.ServeHTTP(rec, r)
	if body := rec.Body.Bytes(); len(body) > 0 {
		maps.Copy(w.Header(), rec.Header())
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(rec.Code)
		_, _ = w.Write(body[:len(body)/2])
		_ = http.NewResponseController(w).Flush()
	}
	closeConnection(w, -1)
}

// closeConnection closes the connection. A linger of 0 resets it, which avoids ports in TIME_WAIT. A linger of -1 sends
// the pending data first.
func closeConnection(w http.ResponseWriter, linger int) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // also closes the connection
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(linger)
	}
	_ = conn.Close()
}

func writeError(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"statusCode":%d,"message":"injected fault"}`, status)
}
