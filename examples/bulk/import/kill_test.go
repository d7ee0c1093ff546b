//go:build unix

package main

import (
	"bufio"
	"bytes"
	"math/rand/v2"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// startSandbox starts the sandbox as a process.
func startSandbox(t *testing.T, args ...string) (url string) {
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

// records counts the lines of the results so far.
func (f files) records(t *testing.T) int {
	t.Helper()
	n, err := countLines(f.results)
	if err != nil {
		return 0 // the file does not exist yet
	}
	return n
}

// The program is killed at random points and started again while the sandbox loses requests and responses. Each row ends
// up as exactly one customer.
func TestKilledTenTimes(t *testing.T) {
	t.Parallel()
	const n = 6000
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // not security-sensitive
	url := startSandbox(t,
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
			t.Fatalf("the program ended before it was killed: %v, %s", err, &out)
		}
		t.Logf("kill %d after %d records", kill+1, f.records(t))
	}
	runs := 1
	for ; f.command(t.Context(), program, url).Run() != nil; runs++ {
		if runs == 5 {
			t.Fatal("the import does not finish")
		}
	}
	count := countCustomers(t, url)
	for externalID, times := range count {
		if times != 1 {
			t.Errorf("%s exists %d times", externalID, times)
		}
	}
	got, written := f.last(t)
	outcomes := map[string]int{}
	for _, record := range got {
		outcomes[record[1]]++
	}
	t.Logf("%d more runs, %d records: %v", runs, written, outcomes)
	if len(count) != n {
		t.Errorf("%d customers, want %d", len(count), n)
	}
	if len(got) != n {
		t.Errorf("%d rows with a result, want %d", len(got), n)
	}
	if outcomes["created"]+outcomes["already exists"] != n {
		t.Errorf("outcomes %v, want %d created or already existing", outcomes, n)
	}
	if outcomes["already exists"] == 0 {
		t.Errorf("outcomes %v, want some already existing", outcomes)
	}
}

// wait waits until condition returns true.
func wait(t *testing.T, condition func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for start := time.Now(); !condition(); <-tick.C {
		if time.Since(start) > time.Minute {
			t.Fatal("the condition is not true after a minute")
		}
	}
}

// On Ctrl-C, running calls finish and their results are written.
func TestImport_Interrupted(t *testing.T) {
	t.Parallel()
	url := startSandbox(t, "-fault", "delay;delay=20ms;op=createCustomer")
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
	_ = cmd.Wait() // the exit status is checked below
	if cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("%v, want exit status 1", cmd.ProcessState)
	}
	if want := "interrupted: run again to continue"; !strings.Contains(out.String(), want) {
		t.Errorf("output %q, want %q", &out, want)
	}
	count := countCustomers(t, url)
	got, written := f.last(t)
	for _, record := range got {
		if record[1] != "created" {
			t.Errorf("%q, want created", record)
		}
		if count[record[0]] != 1 {
			t.Errorf("%q exists %d times, want once", record, count[record[0]])
		}
	}
	if len(count) != written {
		t.Errorf("%d customers and %d results, want equal numbers", len(count), written)
	}
	if written >= 5000 {
		t.Errorf("%d results, want fewer than all 5000", written)
	}
}
