package faulttest

import (
	"net/http"
	"sync"
)

// callHeader names the logical call that a request belongs to, however often the request is sent.
const callHeader = "X-Faulttest-Call"

// tally says what one call did to the server.
type tally struct {
	arrived int // requests that the sandbox got
	applied int // writes among them that it answered with a 2xx
}

// journal counts, in front of the sandbox, what each call did.
type journal struct {
	next  http.Handler
	mu    sync.Mutex
	calls map[string]tally
}

func newJournal(next http.Handler) *journal { return &journal{next: next, calls: map[string]tally{}} }

func (j *journal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.Header.Get(callHeader)
	if name == "" {
		j.next.ServeHTTP(w, r)
		return
	}
	seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	j.next.ServeHTTP(seen, r)
	j.mu.Lock()
	defer j.mu.Unlock()
	call := j.calls[name]
	call.arrived++
	if r.Method != http.MethodGet && seen.status/100 == 2 {
		call.applied++
	}
	j.calls[name] = call
}

// take returns what a call did, and forgets it.
func (j *journal) take(name string) tally {
	j.mu.Lock()
	defer j.mu.Unlock()
	defer delete(j.calls, name)
	return j.calls[name]
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}
