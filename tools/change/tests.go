package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const modulePath = "github.com/ledgerlink/link-sdk-go"

// tested lists the modules whose tests are fast enough to run after each edit. The checklist names the others.
func tested() []string { return []string{".", "otel"} }

// failure is a failed test, or a package that failed outside of a test.
type failure struct {
	dir, test string // test is "" for a package
	file      string // of the test
	output    string
}

// gateTests are the tests that compare the code with the spec, and name the place to edit.
const gateTests = "CoversEveryField$|CoverEveryField$|^TestFields_|^TestEveryStatusHasAConstant$|^TestLogValue_|" +
	"^TestSpecRules$|^TestMethods$|^TestOperations|^TestReadmeMethods$|^TestSteps$|^TestWrites$|" +
	"^TestInterop$|^TestREADMEListsMarks$"

// test runs the gates and then, if they pass, all tests. It prints the whole output of each that fails. After a
// contradiction most other tests fail as well, and their output would hide the place to edit.
func (c *change) test() (proceed bool, err error) {
	failures, err := c.runTests(".", append([]string{"-run", gateTests}, c.packages...))
	if err != nil {
		return false, err
	}
	if len(failures) > 0 {
		slices.SortStableFunc(failures, func(a, b failure) int { return cmp.Compare(a.file, b.file) })
		c.printFailures("the code contradicts the spec", failures)
		var files []string
		for _, f := range failures {
			files = append(files, f.file)
		}
		c.todo("resolve the contradictions that %s report, then run make spec-change again: the other tests have not run",
			strings.Join(slices.Compact(files), ", "))
		return true, nil
	}
	failures = nil
	for _, module := range tested() {
		packages := []string{"./..."}
		if module == "." {
			packages = c.packages
		}
		failed, err := c.runTests(module, packages)
		if err != nil {
			return false, err
		}
		failures = append(failures, failed...)
	}
	if len(failures) == 0 {
		c.printf("  all tests pass\n")
		return true, nil
	}
	slices.SortStableFunc(failures, func(a, b failure) int { return cmp.Compare(a.file, b.file) })
	c.printFailures("failures", failures)
	c.todo("adapt the facade, the sandbox, customerstest and their tests: %d tests fail", len(failures))
	return true, nil
}

// printFailures prints the file, the name and the output of each failed test.
func (c *change) printFailures(heading string, failures []failure) {
	c.printf("  %s:\n", heading)
	for _, f := range failures {
		c.printf("    %s %s\n", f.file, f.test)
		c.indent(strings.TrimRight(f.output, "\n"))
	}
}

// event is a line of go test -json.
type event struct{ Action, Package, ImportPath, Test, Output string }

func (c *change) runTests(module string, packages []string) ([]failure, error) {
	args := append([]string{"-C", module, "test", "-json"}, packages...)
	cmd := exec.CommandContext(c.ctx, goCommand(), args...) //nolint:gosec // the go command
	cmd.Dir = c.root
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	runErr := cmd.Run()
	if c.ctx.Err() != nil {
		return nil, c.ctx.Err()
	}
	failures, err := readEvents(stdout.Bytes())
	if err != nil {
		return nil, err
	}
	if runErr != nil && len(failures) == 0 {
		failures = []failure{{dir: module, file: module, output: stderr.String() + stdout.String()}}
	}
	for i := range failures {
		failures[i].locate(c.root)
	}
	return failures, nil
}

// testKey identifies a test, or a package if test is "".
type testKey struct{ pkg, test string }

// parent returns the test that contains a subtest, or the package.
func (k testKey) parent() testKey {
	return testKey{k.pkg, k.test[:max(strings.LastIndex(k.test, "/"), 0)]}
}

// readEvents returns the failed tests that have no failed subtest, and the packages that failed without one.
func readEvents(lines []byte) (failures []failure, err error) {
	output := map[testKey]string{}
	contains := map[testKey]bool{} // failed because of a test in it, so its output is only a summary
	for line := range bytes.Lines(lines) {
		if !bytes.HasPrefix(line, []byte("{")) {
			continue
		}
		var e event
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, err
		}
		key := testKey{cmp.Or(e.Package, e.ImportPath), e.Test}
		switch e.Action {
		case "output", "build-output":
			if text := strings.TrimLeft(e.Output, " "); !strings.HasPrefix(text, "=== ") && !strings.HasPrefix(text, "--- ") {
				output[key] += e.Output
			}
		case "fail":
			if !contains[key] {
				dir := strings.TrimPrefix(strings.TrimPrefix(e.Package, modulePath), "/")
				failures = append(failures, failure{dir: dir, test: e.Test, output: output[key]})
			}
			contains[key.parent()] = true
		}
	}
	return failures, nil
}

// locate finds the file that declares the test.
func (f *failure) locate(root string) {
	f.file = cmp.Or(f.dir, ".")
	name, _, _ := strings.Cut(f.test, "/")
	files, _ := filepath.Glob(filepath.Join(root, f.dir, "*_test.go")) // the pattern is valid
	for _, file := range files {
		text, err := os.ReadFile(file) //nolint:gosec // a file of the repository
		if err != nil || name == "" || !bytes.Contains(text, []byte("\nfunc "+name+"(")) {
			continue
		}
		f.file = filepath.Join(f.dir, filepath.Base(file))
		return
	}
}
