package budget_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

const (
	million       = 1_000_000
	memoryTestKey = "memory-test-key"
	maxLiveHeap   = 1 << 20
	minLiveHeap   = 64 << 10 // a running HTTP client needs more, so a lower figure is a wrong measurement
)

// TestMillionCustomers runs a sandbox and a client in separate processes. The client reads a million customers and must
// keep its live heap within the budget.
func TestMillionCustomers(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("reads a million customers")
	}
	dir, out := root(t), t.TempDir()
	sandbox, client := filepath.Join(out, "sandbox"), filepath.Join(out, "client")
	runGo(t, dir, nil, "build", "-o", sandbox, "./cmd/sandbox")
	runGo(t, dir, nil, "build", "-o", client, "./internal/budget/testdata/million")

	url := startSandbox(t, sandbox, "-n", strconv.Itoa(million))
	cmd := exec.CommandContext(t.Context(), client)
	cmd.Env = append(os.Environ(), "LEDGERLINK_BASE_URL="+url, "LEDGERLINK_API_KEY="+memoryTestKey)
	cmd.Stderr = os.Stderr
	output, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var count, largest uint64
	if _, err := fmt.Sscan(string(output), &count, &largest); err != nil {
		t.Fatalf("the client printed %q: %v", output, err)
	}
	t.Logf("%d customers, largest live heap %d bytes", count, largest)
	if count < million {
		t.Errorf("read %d customers, want %d", count, million)
	}
	if largest > maxLiveHeap {
		t.Errorf("live heap reached %d bytes, want at most %d", largest, maxLiveHeap)
	}
	if largest < minLiveHeap {
		t.Errorf("live heap reached only %d bytes: the program does not measure it", largest)
	}
}

// startSandbox starts the sandbox program on a free port and returns its base URL. The process ends with the test.
func startSandbox(t *testing.T, program string, args ...string) string {
	t.Helper()
	args = append([]string{"-addr", "127.0.0.1:0", "-key", memoryTestKey}, args...)
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Stderr = os.Stderr
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
	lines := bufio.NewScanner(stdout)
	url := regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	for lines.Scan() {
		if found := url.FindString(lines.Text()); found != "" {
			return found
		}
	}
	t.Fatal("the sandbox printed no URL")
	return ""
}
