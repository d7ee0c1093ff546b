package budget_test

import (
	"bytes"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	// Subprocesses compile these packages, which the test cache cannot see. The imports invalidate cached test results
	// when the packages change.
	_ "github.com/ledgerlink/link-sdk-go/customers"
	_ "github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// module is the import path of the SDK.
const module = "github.com/ledgerlink/link-sdk-go"

// root returns the directory of the SDK's go.mod. It reads that file, so that a change invalidates cached test results.
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

// runGo runs the go command in dir and returns its standard output. The entries of env have the form NAME=value and
// override the environment of the test.
func runGo(t *testing.T, dir string, env []string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	// A go.work of the developer could replace the modules under test.
	cmd.Env = slices.Concat(os.Environ(), []string{"GOWORK=off"}, env)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("go %s: %v\n%s%s", strings.Join(args, " "), err, &stdout, &stderr)
	}
	return stdout.String()
}

// before127 reports whether the tests run with a Go before 1.27, which has json/v2 in the standard library.
func before127() bool { return version.Compare(runtime.Version(), "go1.27") < 0 }

// uniqueFields returns the distinct fields of the output of go list, sorted.
func uniqueFields(out string) []string {
	fields := strings.Fields(out)
	slices.Sort(fields)
	return slices.Compact(fields)
}
