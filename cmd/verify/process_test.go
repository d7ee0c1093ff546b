//go:build unix

package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// TestProcess_Interrupt sends the signal of Ctrl-C after the first create.
func TestProcess_Interrupt(t *testing.T) {
	t.Parallel()
	binary := filepath.Join(t.TempDir(), "verify")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	emulator, err := sandbox.New(sandbox.Config{APIKey: key})
	if err != nil {
		t.Fatal(err)
	}
	created, interrupted := make(chan struct{}), make(chan struct{})
	reportCreated := sync.OnceFunc(func() { close(created) })
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		emulator.ServeHTTP(w, r)
		if r.Method == http.MethodPost && emulator.Len() == 1 {
			reportCreated()
			<-interrupted
		}
	}))
	t.Cleanup(server.Close)
	command := exec.CommandContext(t.Context(), binary, "-base-url", server.URL, "-write", "-pace", "0")
	command.Env = append(os.Environ(), "LEDGERLINK_API_KEY="+key)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	<-created
	err = command.Process.Signal(os.Interrupt)
	close(interrupted)
	if err != nil {
		t.Fatal(err)
	}
	_ = command.Wait()
	if emulator.Len() != 0 {
		t.Errorf("%d customers are left", emulator.Len())
	}
	if code := command.ProcessState.ExitCode(); code != 2 && code != 0 || strings.Contains(stderr.String(), key) {
		t.Errorf("exit status = %d, stderr %q; want 2, or 0 if the run had ended", code, &stderr)
	}
}
