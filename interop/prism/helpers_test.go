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
	documented = "customer-id" // the id of the spec's examples, and of the sandbox's first customer
)

// setting returns a variable that run.sh sets, or skips the test.
func setting(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Skipf("%s is not set: 'make prism' installs Prism and runs this test", name)
	}
	return value
}

// start runs Prism on a free port until the test ends, and returns its URL.
func start(t *testing.T, args ...string) string {
	t.Helper()
	program := setting(t, "PRISM")
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context())) // the test's own ends before its cleanup
	cmd := exec.CommandContext(ctx, program, append(args, "--host", "127.0.0.1", "--port", "0")...)
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	patience := time.AfterFunc(time.Minute, cancel)
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // it was killed
	})
	var said strings.Builder
	for lines := bufio.NewScanner(output); lines.Scan(); {
		said.WriteString(lines.Text() + "\n")
		if _, url, found := strings.Cut(lines.Text(), "listening on "); found && patience.Stop() {
			go func() { _, _ = io.Copy(io.Discard, output) }() // ends with Prism
			return strings.TrimSpace(url)
		}
	}
	t.Fatalf("Prism did not start:\n%s", &said)
	return ""
}

// mock returns a client of a mock server.
func mock(t *testing.T) *customers.Client {
	t.Helper()
	return connect(t, start(t, "mock", spec), "any-key")
}

// connect returns a client that calls once: Prism's errors are on purpose.
func connect(t *testing.T, url, key string) *customers.Client {
	t.Helper()
	client, err := customers.New(url, customers.WithAPIKey(key), customers.WithRetry(customers.NoRetry))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// prefer asks Prism for a certain answer.
func prefer(what string) customers.CallOption { return customers.WithRequestHeader("Prefer", what) }
