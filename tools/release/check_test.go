package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each row makes a commit unfit for release in one way.
func TestCheck_NotReady(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, version string
		prepare       func(t *testing.T, dir string)
		line          string // start of the output line
	}{
		{"no version", "", nil, "FAIL  version         VERSION=: not a valid Go module version; use vMAJOR.MINOR.PATCH"},
		{"no v", "0.7.0", nil, "FAIL  version         VERSION=0.7.0: not a valid Go module version"},
		{"short version", "v0.7", nil, "FAIL  version         VERSION=v0.7: not a valid Go module version"},
		{"major version", "v2.0.0", nil, "FAIL  version         go.mod: the module path does not end in /v2; "},
		{"tag elsewhere", version, func(t *testing.T, dir string) {
			if _, err := git(t.Context(), dir, "tag", version); err != nil {
				t.Fatal(err)
			}
			commit(t, dir)
		}, "FAIL  version         tag v0.7.0: points to another commit"},
		{
			"changed file", version, func(t *testing.T, dir string) { t.Helper(); edit(t, dir, readme, "#", "# ") },
			"FAIL  clean tree      README.md: not committed; commit or remove it",
		},
		{
			"new files", version, func(t *testing.T, dir string) { t.Helper(); write(t, dir, "a", ""); write(t, dir, "b", "") },
			"FAIL  clean tree      a: not committed, and 1 more; commit",
		},
		{"no entry", "v0.7.1", nil, "FAIL  changelog       CHANGELOG.md: no heading ## [0.7.1]; insert ## [0.7.1] - YYYY-MM-DD below ## [Unreleased]"},
		{
			"no date", version, func(t *testing.T, dir string) {
				t.Helper()
				edit(t, dir, changelogFile, " - 2026-11-22", "")
				commit(t, dir)
			},
			"FAIL  changelog       CHANGELOG.md: the heading of 0.7.0 has no date; ",
		},
		{"empty entry", version, func(t *testing.T, dir string) {
			edit(t, dir, changelogFile, "- Something.", "\n## [0.6.0] - 2026-01-01\n")
			commit(t, dir)
		}, "FAIL  changelog       CHANGELOG.md: the entry of 0.7.0 is empty; list the changes"},
		{"other spec version", version, func(t *testing.T, dir string) {
			edit(t, dir, specFile, "version: "+number, "version: 0.6.0")
			edit(t, dir, baseline+"/openapi.yaml", "version: "+number, "version: 0.6.0")
			commit(t, dir)
		}, `FAIL  spec version    api/openapi.yaml: info.version is "0.6.0", not "0.7.0"; set it`},
		{"baseline of another version", version, func(t *testing.T, dir string) {
			write(t, dir, baseline+"/version", "0.6.0\n")
			commit(t, dir)
		}, "FAIL  baseline        tools/baseline: is of 0.6.0; run make baseline VERSION=v0.7.0, and commit"},
		{"spec changed after the baseline", version, func(t *testing.T, dir string) {
			edit(t, dir, specFile, "summary: Get a customer", "summary: Fetch a customer")
			commit(t, dir)
		}, "FAIL  baseline        tools/baseline: api/openapi.yaml has changed since; run make baseline VERSION=v0.7.0"},
		{
			"nested module of another version", version, func(t *testing.T, dir string) { t.Helper(); nested(t, dir, "v0.0.0"); commit(t, dir) },
			"FAIL  modules         extra/go.mod: requires github.com/ledgerlink/link-sdk-go@v0.0.0, not the version to release; " +
				"run go -C extra mod edit -require=github.com/ledgerlink/link-sdk-go@v0.7.0",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			dir := repository(t)
			if tc.prepare != nil {
				tc.prepare(t, dir)
			}
			var out bytes.Buffer
			if err := check(t.Context(), &out, dir, tc.version, "must not be run"); err == nil {
				t.Error("check passed, want an error")
			}
			if !strings.Contains(out.String(), "\n"+tc.line) && !strings.HasPrefix(out.String(), tc.line) {
				t.Errorf("no line starts with %q in\n%s", tc.line, &out)
			}
			if strings.Contains(out.String(), "zip") {
				t.Errorf("builds were run:\n%s", &out)
			}
			if tc.version == version && strings.Count(out.String(), "FAIL") != 1 {
				t.Errorf("other steps failed too:\n%s", &out)
			}
		})
	}
}

// The quickstart compiles the lines of the README, and fails if there are none.
func TestSnippet(t *testing.T) {
	t.Parallel()
	text := "```go\nother()\n```\n\n```go\nclient, err := customers.New(\"https://api.ledgerlink.ai\", option)\n```\n"
	got, err := snippet([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if want := "client, err := customers.New(os.Getenv(\"LEDGERLINK_BASE_URL\"), option)\n"; string(got) != want {
		t.Errorf("snippet is %q, want %q", got, want)
	}
	if _, err := snippet([]byte("```go\nother()\n```\n")); err == nil || !strings.HasPrefix(err.Error(), "README.md: no Go code") {
		t.Errorf("snippet of another README: error %v, want no Go code", err)
	}
}

// TestReleasable runs all steps, with a nested module and an earlier version. It takes a minute, so it runs only in
// make release-test.
func TestReleasable(t *testing.T) {
	t.Parallel()
	gorelease := os.Getenv("GORELEASE")
	if gorelease == "" {
		t.Skip("GORELEASE is not set: run make release-test")
	}
	dir := repository(t)
	if _, err := git(t.Context(), dir, "tag", "v0.6.0"); err != nil {
		t.Fatal(err)
	}
	nested(t, dir, version)
	if _, err := run(t.Context(), filepath.Join(dir, "extra"), []string{"GOWORK=off"}, "go", "mod", "tidy"); err != nil {
		t.Fatal(err)
	}
	commit(t, dir)
	var out bytes.Buffer
	if err := check(t.Context(), &out, dir, version, gorelease); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	for _, want := range []string{
		"link-sdk-go compared with v0.6.0", "extra compared with none", "User-Agent link-sdk-go/" + version,
		"go get github.com/ledgerlink/link-sdk-go/extra@" + version + ", compiled, run", "extra/" + version + "\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("output does not contain %q:\n%s", want, &out)
		}
	}

	// An API that is not in the baseline fails.
	edit(t, dir, "customers/types.go", "\ntype Status string\n", "\ntype Status string\n\n// Later is not released.\ntype Later int\n")
	commit(t, dir)
	out.Reset()
	if err := check(t.Context(), &out, dir, version, gorelease); err == nil || !strings.Contains(out.String(),
		"FAIL  exported API    tools/baseline: the exported API has changed since: + customers: type Later int; run make baseline") {
		t.Errorf("an API that is not in the baseline: error %v\n%s", err, &out)
	}
	edit(t, dir, "customers/types.go", "\n// Later is not released.\ntype Later int\n", "")

	// A wrong User-Agent fails although the program compiles and runs.
	const dependencyVersion = "return dep.Version"
	file, err := git(t.Context(), dir, "grep", "--files-with-matches", "--fixed-strings", dependencyVersion, "--", "customers")
	if err != nil {
		t.Fatal(err)
	}
	edit(t, dir, strings.TrimSpace(file), dependencyVersion, `return "v9.9.9"`)
	commit(t, dir)
	out.Reset()
	if err := check(t.Context(), &out, dir, version, "true"); err == nil {
		t.Error("a wrong User-Agent passed")
	}
	if !strings.Contains(out.String(), "FAIL  quickstart") {
		t.Errorf("output does not contain FAIL  quickstart:\n%s", &out)
	}
}
