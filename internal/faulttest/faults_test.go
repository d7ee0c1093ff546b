package faulttest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"time"
)

// faults is a service on a bad day: some of its answers are refusals, some are cut, some are late.
type faults struct {
	next   http.Handler
	mu     sync.Mutex
	random *rand.Rand
	counts map[string]int
}

func newFaults(next http.Handler, seed uint64) *faults {
	//nolint:gosec // the faults are to come again with the seed
	return &faults{next: next, random: rand.New(rand.NewPCG(seed, seed)), counts: map[string]int{}}
}

// draw chooses what happens to a request: mostly nothing.
func (f *faults) draw() (kind string, delay time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	kind = "none"
	if n := f.random.IntN(50); n < 7 {
		kind = [...]string{"503", "429", "cut before", "cut after", "cut after", "truncated", "late"}[n]
	}
	f.counts[kind]++
	return kind, time.Duration(1+f.random.IntN(20)) * time.Millisecond
}

func (f *faults) drawn() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.counts)
}

func (f *faults) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	kind, delay := f.draw()
	switch kind {
	case "503":
		refuse(w, http.StatusServiceUnavailable)
	case "429":
		w.Header().Set("Retry-After", "0")
		refuse(w, http.StatusTooManyRequests)
	case "cut before":
		cut(w, 0)
	case "cut after":
		f.next.ServeHTTP(httptest.NewRecorder(), r)
		cut(w, 0)
	case "truncated":
		f.truncate(w, r)
	case "late":
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

// truncate announces the whole answer and sends half of it.
func (f *faults) truncate(w http.ResponseWriter, r *http.Request) {
	whole := httptest.NewRecorder()
	f.next.ServeHTTP(whole, r)
	if body := whole.Body.Bytes(); len(body) > 0 {
		maps.Copy(w.Header(), whole.Header())
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(whole.Code)
		_, _ = w.Write(body[:len(body)/2])
		_ = http.NewResponseController(w).Flush()
	}
	cut(w, -1)
}

// cut ends the connection. A linger of 0 resets it, which also leaves no port behind in TIME_WAIT; -1 closes it properly.
func cut(w http.ResponseWriter, linger int) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // ends the connection as well
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(linger)
	}
	_ = conn.Close()
}

func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"statusCode":%d,"message":"a bad day"}`, status)
}
