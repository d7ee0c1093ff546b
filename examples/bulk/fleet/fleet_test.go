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
	three   = 280 // customers of each worker that take the fleet three windows, so that one at least is whole
	one     = 140 // that take more than one
)

// fleet starts the workers, does something to Redis after 200 requests, and waits for all.
func fleet(t *testing.T, each int, meanwhile func(redisServer), more ...string) (*service, []*process) {
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
	meanwhile(redis)
	for _, p := range running {
		_ = p.Wait() // its exit status is looked at later
	}
	if ctx.Err() != nil {
		t.Fatal("a worker hangs")
	}
	return s, running
}

// wantWithin demands that no request was too many, and that all customers are there.
func wantWithin(t *testing.T, s *service, running []*process, each int) {
	t.Helper()
	for _, p := range running {
		if !p.ProcessState.Success() {
			t.Errorf("%v: %s", p.ProcessState, &p.out)
		}
	}
	if s.limited != 0 || s.Len() != workers*each {
		t.Errorf("%d requests were too many, %d customers, want 0 and %d", s.limited, s.Len(), workers*each)
	}
}

// TestFleetKeepsItsBudget runs four processes as fast as they may: none meets a 429, and nine tenths of what is allowed
// is used.
func TestFleetKeepsItsBudget(t *testing.T) {
	t.Parallel()
	s, running := fleet(t, three, func(redisServer) {})
	wantWithin(t, s, running, three)
	ends := slices.SortedFunc(maps.Keys(s.created), time.Time.Compare)
	for i, end := range ends {
		t.Logf("window until %s: %d of %d", end.UTC().Format(time.TimeOnly), s.created[end], budget)
		whole := i > 0 && i < len(ends)-1
		if whole && s.created[end] < budget*9/10 {
			t.Errorf("%d of %d requests were used, want nine tenths", s.created[end], budget)
		}
	}
	if len(ends) < 3 {
		t.Errorf("%d windows: none of them is whole", len(ends))
	}
}

// TestFleetWithoutRedis takes Redis away in the middle, or lets it hang.
func TestFleetWithoutRedis(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		signal syscall.Signal
	}{{"killed", syscall.SIGKILL}, {"hanging", syscall.SIGSTOP}} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var since time.Time
			s, running := fleet(t, one, func(r redisServer) {
				since = time.Now()
				_ = r.process.Signal(tc.signal)
			})
			t.Logf("all had ended %v after Redis was gone", time.Since(since).Round(time.Millisecond))
			for _, p := range running {
				if p.ProcessState.ExitCode() != 1 || !strings.Contains(p.out.String(), "the shared rate limit cannot be asked for: Redis: ") {
					t.Errorf("%v: %s, want exit status 1 and a word about Redis", p.ProcessState, &p.out)
				}
			}
			if s.limited != 0 {
				t.Errorf("%d requests were too many", s.limited)
			}
		})
		t.Run(tc.name+" with a fallback", func(t *testing.T) {
			t.Parallel()
			s, running := fleet(t, one, func(r redisServer) { _ = r.process.Signal(tc.signal) }, "-fallback")
			wantWithin(t, s, running, one)
		})
	}
}
