package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
)

const steps = "Create Get Update All Addresses Delete Get" // in the output of callAll

// TestSteps checks that the program calls each operation of the API.
func TestSteps(t *testing.T) {
	t.Parallel()
	called := map[string]bool{}
	for _, m := range apicalls.Methods() {
		called[m.OperationID] = called[m.OperationID] || slices.Contains(strings.Fields(steps), m.Name)
	}
	for id, m := range apicalls.ByOperation() {
		if !called[id] {
			t.Errorf("examples/quickstart/main.go: callAll does not call %s (%s): add the call, and its name to steps", m.Name, id)
		}
	}
}

// TestQuickstart builds the program, and runs it with a sandbox, with an API from the environment, and with an
// incomplete environment.
func TestQuickstart(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "quickstart")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	srv := customerstest.NewServer(t)
	for _, tc := range []struct {
		name, url, key string
		exit           int
		steps, text    string
	}{
		{"sandbox", "", "", 0, steps, "Started a sandbox"},
		{"environment", srv.URL, srv.APIKey, 0, steps, "Calling the API at " + srv.URL},
		{"wrong key", srv.URL, "wrong-key", 1, "", "quickstart: customers.Create: 401 Unauthorized"},
		{"no URL", "", "some-key", 1, "", "LEDGERLINK_BASE_URL"},
		{"no key", srv.URL, "", 1, "", "LEDGERLINK_API_KEY"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), program)
			cmd.Env = []string{"LEDGERLINK_BASE_URL=" + tc.url, "LEDGERLINK_API_KEY=" + tc.key}
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			_ = cmd.Run()
			if got := cmd.ProcessState.ExitCode(); got != tc.exit {
				t.Errorf("exit status %d, want %d", got, tc.exit)
			}
			if lines := strings.Count(stderr.String(), "\n"); lines != tc.exit { // one line for an error, none otherwise
				t.Errorf("%d lines on stderr, want %d: %s", lines, tc.exit, &stderr)
			}
			var done []string
			for line := range strings.Lines(stdout.String()) {
				if step := strings.Fields(line); len(step) > 1 && strings.Contains(steps, step[0]) {
					done = append(done, step[0])
				}
			}
			if got := strings.Join(done, " "); got != tc.steps {
				t.Errorf("steps %q, want %q", got, tc.steps)
			}
			if output := stdout.String() + stderr.String(); !strings.Contains(output, tc.text) {
				t.Errorf("output has no %q:\n%s", tc.text, output)
			}
		})
	}
}
