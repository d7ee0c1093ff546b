package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

const (
	budget  = 400
	window  = 5 * time.Second
	workers = 4
	long    = 280 // customers per worker that take three windows, so that at least one window is complete
	short   = 140 // customers per worker that take more than one window
)

// runFleet starts the workers, calls disturb after 200 requests, and waits for all workers.
func runFleet(t *testing.T, each int, disturb func(redisServer), more ...string) (*service, []*process) {
	t.Helper()
	redis, program := startRedis(t), build(t)
	s := startService(t, sandbox.RateLimit{Requests: budget, Window: window}, 200)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	running := make([]*process, 0, workers)
	for i := range workers {
		args := append([]string{
			"-name", fmt.Sprintf("worker-%d", i), "-n", strconv.Itoa(each), "-workers", strconv.Itoa(workers),
			"-budget", strconv.Itoa(budget), "-window", window.String(),
		}, more...)
		running = append(running, s.start(ctx, t, program, redis.addr, args...))
	}
	<-s.arrived
	disturb(redis)
	for _, p := range running {
		_ = p.Wait() // the caller checks the exit status
	}
	if ctx.Err() != nil {
		t.Fatal("a worker did not end")
	}
	return s, running
}

// wantWithinBudget checks that no request was rate limited and that all customers exist.
func wantWithinBudget(t *testing.T, s *service, running []*process, each int) {
	t.Helper()
	for _, p := range running {
		if !p.ProcessState.Success() {
			t.Errorf("%v: %s", p.ProcessState, &p.out)
		}
	}
	if s.limited != 0 {
		t.Errorf("%d requests were rate limited, want 0", s.limited)
	}
	if s.Len() != workers*each {
		t.Errorf("%d customers, want %d", s.Len(), workers*each)
	}
}

// Four processes at full speed get no 429, and their limiter admits nine tenths of the budget. How many requests a window
// really has depends on the load of the machine, so it is only logged.
func TestFleetKeepsItsBudget(t *testing.T) {
	t.Parallel()
	s, running := runFleet(t, long, func(redisServer) {})
	wantWithinBudget(t, s, running, long)
	ends := slices.SortedFunc(maps.Keys(s.created), time.Time.Compare)
	for _, end := range ends {
		t.Logf("window until %s: %d of %d", end.UTC().Format(time.TimeOnly), s.created[end], budget)
	}
	if len(ends) < 3 {
		t.Errorf("%d windows, want at least 3 so that one is complete", len(ends))
	}
	w, err := parse([]string{"-workers", strconv.Itoa(workers), "-budget", strconv.Itoa(budget)})
	if err != nil {
		t.Fatal(err)
	}
	if admits := w.share.rate(); admits < budget*9/10 {
		t.Errorf("the limiter admits %d of %d requests, want at least nine tenths", admits, budget)
	}
}

// Redis is killed, or hangs, during the run.
func TestFleetWithoutRedis(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		signal syscall.Signal
	}{{"killed", syscall.SIGKILL}, {"hanging", syscall.SIGSTOP}} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var since time.Time
			// No worker can have created all its customers when Redis fails after 200 requests.
			s, running := runFleet(t, long, func(r redisServer) {
				since = time.Now()
				_ = r.process.Signal(tc.signal)
			})
			t.Logf("all workers ended %v after Redis failed", time.Since(since).Round(time.Millisecond))
			for _, p := range running {
				if p.ProcessState.ExitCode() != 1 {
					t.Errorf("%v, want exit status 1", p.ProcessState)
				}
				if want := "the shared rate limit is unavailable: Redis: "; !strings.Contains(p.out.String(), want) {
					t.Errorf("output %q, want %q", &p.out, want)
				}
			}
			if s.limited != 0 {
				t.Errorf("%d requests were rate limited, want 0", s.limited)
			}
		})
		t.Run(tc.name+" with a fallback", func(t *testing.T) {
			t.Parallel()
			s, running := runFleet(t, short, func(r redisServer) { _ = r.process.Signal(tc.signal) }, "-fallback")
			wantWithinBudget(t, s, running, short)
		})
	}
}
