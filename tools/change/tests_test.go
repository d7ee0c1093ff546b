package main

import (
	"os"
	"path/filepath"
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

// A test compares the code with the spec if its file imports the spec, or if its output mentions it.
func TestLocate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a_test.go": "package p\n\nimport \"" + modulePath + "/api\"\n\nfunc TestSpec(t *testing.T) {}\n",
		"b_test.go": "package p\n\nfunc TestOther(t *testing.T) {}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tc := range []struct {
		test, output, file string
		spec               bool
	}{
		{"TestSpec/row", "", "a_test.go", true},
		{"TestOther", "wrong", "b_test.go", false},
		{"TestOther", "the spec's field", "b_test.go", true},
		{"", "panic in a spec", ".", false},
	} {
		f := failure{test: tc.test, output: tc.output}
		f.locate(dir)
		if f.file != tc.file || f.spec != tc.spec {
			t.Errorf("%q, output %q: file %s, spec %t; want %s, %t", tc.test, tc.output, f.file, f.spec, tc.file, tc.spec)
		}
	}
}

// The checklist names the tests of every module that the program does not run, and every interop suite.
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
	for _, command := range []string{"make interop SUITE=prism", "make interop SUITE=typescript", "make check"} {
		if !slices.Contains(commands, command) {
			t.Errorf("the checklist lacks %q: %q", command, strings.Join(commands, ", "))
		}
	}
}
