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
	manyCustomers   = 1_000_000
	maxLiveHeap     = 1 << 20
	memoryTestKey   = "memory-test-key"
	minPlausibleMem = 64 << 10 // less than a running HTTP client needs: the program would not measure what it claims
)

// TestMillionCustomers reads a million customers from a sandbox that is a process of its own, in a client that is one,
// too, and holds the client's live heap to its budget.
func TestMillionCustomers(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("reads a million customers")
	}
	dir, out := root(t), t.TempDir()
	sandbox, client := filepath.Join(out, "sandbox"), filepath.Join(out, "client")
	runGo(t, dir, nil, "build", "-o", sandbox, "./cmd/sandbox")
	runGo(t, dir, nil, "build", "-o", client, "./internal/budget/testdata/million")

	url := startSandbox(t, sandbox, "-n", strconv.Itoa(manyCustomers))
	cmd := exec.CommandContext(t.Context(), client)
	cmd.Env = append(os.Environ(), "LEDGERLINK_BASE_URL="+url, "LEDGERLINK_API_KEY="+memoryTestKey)
	cmd.Stderr = os.Stderr
	answer, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var count, largest uint64
	if _, err := fmt.Sscan(string(answer), &count, &largest); err != nil {
		t.Fatalf("the client printed %q: %v", answer, err)
	}
	t.Logf("%d customers, largest live heap %d bytes", count, largest)
	if count < manyCustomers {
		t.Errorf("read %d customers, want %d", count, manyCustomers)
	}
	if largest > maxLiveHeap || largest < minPlausibleMem {
		t.Errorf("live heap reached %d bytes, want at most %d", largest, maxLiveHeap)
	}
}

// startSandbox starts the program on a free port and returns its base URL. It ends with the test.
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
