package spectest

import (
	"bufio"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// startSandbox builds and runs cmd/sandbox, and returns its address.
func startSandbox(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "sandbox")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./cmd/sandbox")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	sandbox := exec.CommandContext(t.Context(), program, "-addr", "127.0.0.1:0") // ends with the test
	stdout, err := sandbox.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := sandbox.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sandbox.Wait() }) // killed
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if address, found := strings.CutPrefix(strings.TrimSpace(lines.Text()), "URL  "); found {
			return address
		}
	}
	t.Fatal("the sandbox does not tell its address")
	return ""
}
