package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

const apiKey = "import-key"

// files contains the paths of the input and the results of one import.
type files struct{ in, results string }

func newFiles(t *testing.T, input string) files {
	t.Helper()
	dir := t.TempDir()
	f := files{filepath.Join(dir, "customers.csv"), filepath.Join(dir, "results.csv")}
	if err := os.WriteFile(f.in, []byte(input), 0o600); err != nil {
		t.Fatal(err)
	}
	return f
}

// numbered returns an input of n rows: ext-1 on line 2, and so on.
func numbered(n int) string {
	var b strings.Builder
	b.WriteString("external_id,status\n")
	for i := range n {
		fmt.Fprintf(&b, "ext-%d,active\n", i+1)
	}
	return b.String()
}

// last returns the last record of each line (external ID, outcome, id and message) and the number of records.
func (f files) last(t *testing.T) (records map[string][]string, n int) {
	t.Helper()
	file, err := os.Open(f.results)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	all, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(all[0], ",") + "\n"; got != header {
		t.Fatalf("the header of the results is %q, want %q", got, header)
	}
	records = map[string][]string{}
	for _, record := range all[1:] {
		records[record[0]] = record[1:]
	}
	return records, len(all) - 1
}

// emulator serves a sandbox in the test's process.
func emulator(t *testing.T) (*sandbox.Sandbox, string) {
	t.Helper()
	box, err := sandbox.New(sandbox.Config{APIKey: apiKey})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(box)
	t.Cleanup(server.Close)
	return box, server.URL
}

// build compiles a program of this repository.
func build(t *testing.T, dir string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "program")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

// command returns a command that runs the program.
func (f files) command(ctx context.Context, program, url string, more ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, append([]string{"-in", f.in, "-results", f.results}, more...)...)
	cmd.Env = append(os.Environ(), customers.EnvBaseURL+"="+url, customers.EnvAPIKey+"="+apiKey)
	return cmd
}

// countCustomers counts the customers of a service by external ID.
func countCustomers(t *testing.T, url string) map[string]int {
	t.Helper()
	pool := &http.Transport{}
	t.Cleanup(pool.CloseIdleConnections)
	client, err := customers.New(url, customers.WithAPIKey(apiKey), customers.WithHTTPClient(&http.Client{Transport: pool}))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for customer, err := range client.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		count[customer.ExternalID]++
	}
	delete(count, "customer-ext-000") // every sandbox contains it at the start
	return count
}
