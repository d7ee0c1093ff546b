package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

const apiKey = "fleet-key"

// service is a sandbox with a rate limit that counts its responses in each window.
type service struct {
	*sandbox.Sandbox
	url    string
	window time.Duration

	mu        sync.Mutex
	created   map[time.Time]int // by the end of the window, from X-RateLimit-Reset
	limited   int
	arrived   chan struct{} // closed when remaining is 0
	remaining int
}

func startService(t *testing.T, limit sandbox.RateLimit, notifyAfter int) *service {
	t.Helper()
	box, err := sandbox.New(sandbox.Config{APIKey: apiKey, RateLimit: limit})
	if err != nil {
		t.Fatal(err)
	}
	s := &service{
		Sandbox: box, window: limit.Window, created: map[time.Time]int{}, arrived: make(chan struct{}),
		remaining: notifyAfter,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		box.ServeHTTP(&countingWriter{ResponseWriter: w, count: s.count}, r)
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// countingWriter reports the status code and header of a response.
type countingWriter struct {
	http.ResponseWriter
	count func(status int, header http.Header)
}

func (c *countingWriter) WriteHeader(status int) {
	c.count(status, c.Header())
	c.ResponseWriter.WriteHeader(status)
}

func (s *service) count(status int, header http.Header) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if status == http.StatusTooManyRequests {
		s.limited++
	}
	if status == http.StatusCreated {
		end, _ := strconv.ParseInt(header.Get("X-RateLimit-Reset"), 10, 64)
		s.created[time.Unix(end, 0)]++
	}
	if s.remaining--; s.remaining == 0 {
		close(s.arrived)
	}
}

// process is a running worker.
type process struct {
	*exec.Cmd
	out bytes.Buffer
}

// build compiles the program.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "fleet")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

// start starts a worker, which is killed when ctx ends.
func (s *service) start(ctx context.Context, t *testing.T, program, redis string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.CommandContext(ctx, program, append([]string{"-redis", redis}, args...)...)}
	p.Env = append(os.Environ(), "LEDGERLINK_BASE_URL="+s.url, "LEDGERLINK_API_KEY="+apiKey)
	p.Stdout, p.Stderr = &p.out, &p.out
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}
