//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// TestProcess_Signals builds the program and stops it with the signals that terminals and containers send.
func TestProcess_Signals(t *testing.T) {
	t.Parallel()
	binary := filepath.Join(t.TempDir(), "sandbox")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	for _, signal := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			command := exec.CommandContext(t.Context(), binary, "-addr", "127.0.0.1:0")
			var stderr bytes.Buffer
			command.Stderr = &stderr
			stdout, err := command.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			url := urlIn(readStartup(t, stdout))
			if status, body := get(t, url, "sandbox-key"); status != 200 || body != seeded {
				t.Errorf("list is %d %s, want 200 %s", status, body, seeded)
			}
			if err := command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if err := command.Wait(); err != nil {
				t.Errorf("after %v the process ended with %v, want exit status 0", signal, err)
			}
			if stderr.Len() > 0 {
				t.Errorf("after %v stderr is %q, want nothing", signal, &stderr)
			}
		})
	}
}
