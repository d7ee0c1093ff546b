package spectest

import (
	"bufio"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// startSandbox builds and starts cmd/sandbox and returns its URL.
func startSandbox(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "sandbox")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./cmd/sandbox")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	sandbox := exec.CommandContext(t.Context(), program, "-addr", "127.0.0.1:0") // killed when the test ends
	stdout, err := sandbox.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := sandbox.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sandbox.Wait() }) // reports that the process was killed
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if url, found := strings.CutPrefix(strings.TrimSpace(lines.Text()), "URL  "); found {
			return url
		}
	}
	t.Fatal("the sandbox did not print its URL")
	return ""
}
