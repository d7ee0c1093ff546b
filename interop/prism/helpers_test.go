package prism_test

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

const (
	spec       = "../../api/openapi.yaml"
	documented = "customer-id" // the id in the examples of the spec and of the sandbox's first customer
)

// setting returns an environment variable that run.sh sets. If it is not set, setting skips the test.
func setting(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Skipf("%s is not set: interop/prism/run.sh installs Prism and runs this test", name)
	}
	return value
}

// start runs Prism on a free port until the test ends, and returns its URL.
func start(t *testing.T, args ...string) string {
	t.Helper()
	program := setting(t, "PRISM")
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context())) // t.Context ends before the cleanup
	cmd := exec.CommandContext(ctx, program, append(args, "--host", "127.0.0.1", "--port", "0")...)
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	startTimeout := time.AfterFunc(time.Minute, cancel)
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // reports that the process was killed
	})
	var log strings.Builder
	for lines := bufio.NewScanner(output); lines.Scan(); {
		log.WriteString(lines.Text() + "\n")
		if _, url, found := strings.Cut(lines.Text(), "listening on "); found && startTimeout.Stop() {
			go func() { _, _ = io.Copy(io.Discard, output) }() // returns when Prism ends
			return strings.TrimSpace(url)
		}
	}
	t.Fatalf("Prism did not start:\n%s", &log)
	return ""
}

// mock returns a client of a mock server.
func mock(t *testing.T) *customers.Client {
	t.Helper()
	return connect(t, start(t, "mock", spec), "any-key")
}

// connect returns a client without retries, because the tests expect errors.
func connect(t *testing.T, url, key string) *customers.Client {
	t.Helper()
	client, err := customers.New(url, customers.WithAPIKey(key), customers.WithRetry(customers.NoRetry))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// prefer selects Prism's response.
func prefer(value string) customers.CallOption { return customers.WithRequestHeader("Prefer", value) }
