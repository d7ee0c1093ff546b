//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// service starts the sandbox as a process of its own.
func service(t *testing.T, args ...string) (url string) {
	t.Helper()
	program := build(t, "../../../cmd/sandbox")
	cmd := exec.CommandContext(t.Context(), program, append([]string{"-addr", "127.0.0.1:0", "-key", apiKey}, args...)...)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if _, found, ok := strings.Cut(lines.Text(), "URL  "); ok {
			return found
		}
	}
	t.Fatal("the sandbox printed no URL")
	return ""
}

// records counts the lines that a run has written so far.
func (f files) records(t *testing.T) int {
	t.Helper()
	n, err := countLines(f.results)
	if err != nil {
		return 0 // it is not there yet
	}
	return n
}

// TestKilledTenTimes kills the program at random points, and starts it again, while the service loses requests and
// answers. In the end every row is there once.
func TestKilledTenTimes(t *testing.T) {
	t.Parallel()
	const n = 6000
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // no secret hangs on it
	url := service(t,
		"-fault", "reset-after;times=150;op=createCustomer", "-fault", "truncate;times=150;op=createCustomer",
		"-fault", "reset;times=50;op=createCustomer", "-fault", "status;status=503;times=100;op=createCustomer",
		"-fault", "status;status=429;times=2;op=createCustomer", "-fault", "garbage;times=100;op=createCustomer",
		"-fault", "delay;delay=3ms;op=createCustomer")
	program, f := build(t, "."), newFiles(t, numbered(n))
	for kill := range 10 {
		goal := f.records(t) + random.IntN(n/12)
		var out bytes.Buffer
		cmd := f.command(t.Context(), program, url)
		cmd.Stderr = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		wait(t, func() bool { return f.records(t) > goal })
		_ = cmd.Process.Kill()
		if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != -1 {
			t.Fatalf("the program ended before it could be killed: %v, %s", err, &out)
		}
		t.Logf("killed %d. time after %d records", kill+1, f.records(t))
	}
	runs := 1
	for ; f.command(t.Context(), program, url).Run() != nil; runs++ {
		if runs == 5 {
			t.Fatal("the import does not come to its end")
		}
	}
	count := there(t, url)
	for externalID, times := range count {
		if times != 1 {
			t.Errorf("%s is there %d times", externalID, times)
		}
	}
	got, written := f.last(t)
	outcomes := map[string]int{}
	for _, record := range got {
		outcomes[record[1]]++
	}
	t.Logf("%d more runs, %d records: %v", runs, written, outcomes)
	if len(count) != n || len(got) != n || outcomes["created"]+outcomes["already exists"] != n || outcomes["already exists"] == 0 {
		t.Errorf("%d customers, %d rows with a result, %v, want %d", len(count), len(got), outcomes, n)
	}
}

// wait looks until something is so.
func wait(t *testing.T, so func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for begin := time.Now(); !so(); <-tick.C {
		if time.Since(begin) > time.Minute {
			t.Fatal("it does not come")
		}
	}
}

// TestInterrupted sends the Ctrl-C of a terminal: what is under way ends, and has its result.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	url := service(t, "-fault", "delay;delay=20ms;op=createCustomer")
	program, f := build(t, "."), newFiles(t, numbered(5000))
	var out bytes.Buffer
	cmd := f.command(t.Context(), program, url)
	cmd.Stderr = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	wait(t, func() bool { return f.records(t) > 100 })
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if _ = cmd.Wait(); cmd.ProcessState.ExitCode() != 1 || !strings.Contains(out.String(), "interrupted: run again to go on") {
		t.Errorf("%v: %s", cmd.ProcessState, &out)
	}
	count := there(t, url)
	got, written := f.last(t)
	for _, record := range got {
		if record[1] != "created" || count[record[0]] != 1 {
			t.Errorf("%q, and %d of it there", record, count[record[0]])
		}
	}
	if len(count) != written || written >= 5000 {
		t.Errorf("%d customers, %d results, want as many", len(count), written)
	}
}

// TestMemory imports 100,000 rows and compares the most memory that the process ever had with that for 10,000.
func TestMemory(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("imports 100,000 rows")
	}
	server := httptest.NewServer(http.HandlerFunc(echo))
	t.Cleanup(server.Close)
	program := build(t, ".")
	peak := func(n int) int64 {
		f := newFiles(t, numbered(n))
		cmd := f.command(context.WithoutCancel(t.Context()), program, server.URL, "-concurrency", "16")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if got := f.records(t); got != n+1 {
			t.Errorf("%d lines of results, want %d", got, n+1)
		}
		usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		if !ok {
			t.Skip("this system does not tell of a process's memory")
		}
		return usage.Maxrss >> 10
	}
	few, many := peak(10_000), peak(100_000)
	t.Logf("at most %d MiB for 10,000 rows, %d MiB for 100,000", few, many)
	if many > few+32 || many > 96 {
		t.Errorf("memory grew from %d to %d MiB", few, many)
	}
}

// echo creates what it is asked for and forgets it.
func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, `{"id":"x",`+strings.TrimPrefix(string(body), "{"))
}
