package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
)

// The peak memory of an import does not grow with the file, except for the hashes of the external IDs.
func TestMemory(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("imports 100,000 rows")
	}
	program := build(t, ".")
	small, large := importPeak(t, program, 10_000), importPeak(t, program, 100_000)
	t.Logf("peak memory: %d MiB for 10,000 rows, %d MiB for 100,000", small, large)
	if large > small+16 {
		t.Errorf("memory grew from %d to %d MiB, want at most 16 MiB more", small, large)
	}
	if large > 32 {
		t.Errorf("memory grew to %d MiB, want at most 32", large)
	}
}

// importPeak imports n rows in a process of its own, and returns its peak memory in MiB at the last request. The usage
// that the system reports for an ended child is not its own: it includes the memory that its parent had when it started
// the child.
func importPeak(t *testing.T, program string, n int) (mebibytes int) {
	t.Helper()
	started := make(chan int, 1)
	var received atomic.Int64
	var peak int
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if received.Add(1) == int64(n) {
			peak = peakMemory(t, <-started)
		}
		echo(w, r)
	}))
	defer server.Close()
	f := newFiles(t, numbered(n))
	cmd := f.command(t.Context(), program, server.URL, "-concurrency", "16")
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	started <- cmd.Process.Pid
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, &out)
	}
	if got := f.records(t); got != n+1 {
		t.Errorf("%d lines in the results, want %d", got, n+1)
	}
	if got := received.Load(); got != int64(n) {
		t.Errorf("%d requests, want %d", got, n)
	}
	server.Close() // waits for the handlers, so that peak is written
	return peak
}

// peakMemory returns the peak resident memory of a running process in MiB.
func peakMemory(t *testing.T, pid int) (mebibytes int) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Error(err)
		return 0
	}
	_, peak, found := strings.Cut(string(status), "\nVmHWM:")
	var kibibytes int
	if _, err := fmt.Sscan(peak, &kibibytes); err != nil || !found {
		t.Errorf("the status of the process has no peak memory: %v\n%s", err, status)
	}
	return kibibytes >> 10
}

// echo responds as if it had created the customer, and stores nothing.
func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, `{"id":"x",`+strings.TrimPrefix(string(body), "{"))
}
