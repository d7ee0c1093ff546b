package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const events = `{"Action":"run","Package":"github.com/ledgerlink/link-sdk-go/customers","Test":"TestA"}
{"Action":"output","Package":"github.com/ledgerlink/link-sdk-go/customers","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"github.com/ledgerlink/link-sdk-go/customers","Test":"TestA/row","Output":"    a_test.go:9: wrong\n"}
{"Action":"output","Package":"github.com/ledgerlink/link-sdk-go/customers","Test":"TestA/row","Output":"    --- FAIL: TestA/row (0.00s)\n"}
{"Action":"fail","Package":"github.com/ledgerlink/link-sdk-go/customers","Test":"TestA/row"}
{"Action":"fail","Package":"github.com/ledgerlink/link-sdk-go/customers","Test":"TestA"}
{"Action":"pass","Package":"github.com/ledgerlink/link-sdk-go/customers","Test":"TestB"}
{"Action":"fail","Package":"github.com/ledgerlink/link-sdk-go/customers"}
{"Action":"output","Package":"github.com/ledgerlink/link-sdk-go","Output":"panic: in init\n"}
{"Action":"fail","Package":"github.com/ledgerlink/link-sdk-go"}
not JSON
`

// Only the innermost failed tests are reported, and a package that failed outside of its tests.
func TestReadEvents(t *testing.T) {
	t.Parallel()
	got, err := readEvents([]byte(events))
	if err != nil {
		t.Fatal(err)
	}
	want := []failure{
		{dir: "customers", test: "TestA/row", output: "    a_test.go:9: wrong\n"},
		{dir: "", output: "panic: in init\n"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("failures %+v, want %+v", got, want)
	}
}

func TestLocate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a_test.go"), []byte("package p\n\nfunc TestA(t *testing.T) {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for test, want := range map[string]string{"TestA/row": "a_test.go", "TestB": ".", "": "."} {
		f := failure{test: test}
		f.locate(dir)
		if f.file != want {
			t.Errorf("%q: file %s, want %s", test, f.file, want)
		}
	}
}

// TestGateTests checks that each pattern of gateTests matches a test of the root module.
func TestGateTests(t *testing.T) {
	t.Parallel()
	var names []string
	for _, pattern := range []string{"../../*/*_test.go", "../../*/*/*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllSubmatch(text, -1) {
				names = append(names, string(match[1]))
			}
		}
	}
	for pattern := range strings.SplitSeq(gateTests, "|") {
		if !slices.ContainsFunc(names, regexp.MustCompile(pattern).MatchString) {
			t.Errorf("no test matches %s", pattern)
		}
	}
}

// The checklist names the tests of every module that the program does not run, the interop suites and make check.
func TestGates(t *testing.T) {
	t.Parallel()
	c := &change{root: "../.."}
	gates, err := c.gates()
	if err != nil {
		t.Fatal(err)
	}
	commands := make([]string, 0, len(gates))
	for _, g := range gates {
		commands = append(commands, g.command)
	}
	modules, err := c.modules()
	if err != nil {
		t.Fatal(err)
	}
	for _, module := range modules {
		if named := slices.Contains(commands, "go -C "+module+" test ./..."); named == slices.Contains(append(tested(), "tools"), module) {
			t.Errorf("the checklist %q names module %s: %t", commands, module, named)
		}
	}
	for _, command := range []string{"make interop", "make check"} {
		if !slices.Contains(commands, command) {
			t.Errorf("the checklist lacks %q: %q", command, strings.Join(commands, ", "))
		}
	}
}
