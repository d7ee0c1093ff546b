package budget_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	// The go command reads these in subprocesses, where go test does not see it: importing them makes a change there
	// run the budgets anew instead of answering from the test cache.
	_ "github.com/ledgerlink/link-sdk-go/customers"
	_ "github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// module is what importers write in their import lines.
const module = "github.com/ledgerlink/link-sdk-go"

// root returns the directory of the SDK's go.mod, which it reads so that its change, too, runs the budgets anew.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	gomod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(gomod, []byte("module "+module+"\n")) {
		t.Fatalf("%s is not the root of %s", dir, module)
	}
	return dir
}

// runGo runs the go command in dir and returns its standard output. Each env entry is NAME=value and wins over the
// test's own environment.
func runGo(t *testing.T, dir string, env []string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	// A workspace of the developer's would answer for the modules under test.
	cmd.Env = slices.Concat(os.Environ(), []string{"GOWORK=off"}, env)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("go %s: %v\n%s%s", strings.Join(args, " "), err, &stdout, &stderr)
	}
	return stdout.String()
}

// listed returns the distinct words of a go list answer, sorted.
func listed(out string) []string {
	words := strings.Fields(out)
	slices.Sort(words)
	return slices.Compact(words)
}
