package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRefused has one row for each way in which a commit is not ready. Every row but the first changes one thing.
func TestRefused(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, version string
		spoil         func(t *testing.T, dir string)
		line          string // what is said of it
	}{
		{"no version", "", nil, "FAIL  version         VERSION=: not a version that Go accepts; write it as vMAJOR.MINOR.PATCH"},
		{"no v", "0.7.0", nil, "FAIL  version         VERSION=0.7.0: not a version"},
		{"short version", "v0.7", nil, "FAIL  version         VERSION=v0.7: not a version"},
		{"major version", "v2.0.0", nil, "FAIL  version         go.mod: the module path does not end in /v2; "},
		{"tag elsewhere", version, func(t *testing.T, dir string) {
			if _, err := git(t.Context(), dir, "tag", version); err != nil {
				t.Fatal(err)
			}
			commit(t, dir)
		}, "FAIL  version         tag v0.7.0: is on another commit"},
		{
			"changed file", version, func(t *testing.T, dir string) { t.Helper(); edit(t, dir, readme, "#", "# ") },
			"FAIL  clean tree      README.md: not committed; commit or remove it",
		},
		{
			"new files", version, func(t *testing.T, dir string) { t.Helper(); write(t, dir, "a", ""); write(t, dir, "b", "") },
			"FAIL  clean tree      a: not committed, and 1 more; commit",
		},
		{"no entry", "v0.7.1", nil, "FAIL  changelog       CHANGELOG.md: no heading ## [0.7.1]; put what is under [Unreleased]"},
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
		}, "FAIL  changelog       CHANGELOG.md: the entry of 0.7.0 is empty; list what"},
		{"other spec", version, func(t *testing.T, dir string) {
			edit(t, dir, specFile, "version: "+number, "version: 0.6.0")
			commit(t, dir)
		}, `FAIL  spec version    api/openapi.yaml: info.version is "0.6.0", not "0.7.0"; set it`},
		{
			"nested module of another version", version, func(t *testing.T, dir string) { t.Helper(); nested(t, dir, "v0.0.0"); commit(t, dir) },
			"FAIL  modules         extra/go.mod: requires github.com/ledgerlink/link-sdk-go@v0.0.0, which is not what is released; " +
				"run go -C extra mod edit -require=github.com/ledgerlink/link-sdk-go@v0.7.0",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			dir := repository(t)
			if tc.spoil != nil {
				tc.spoil(t, dir)
			}
			var out bytes.Buffer
			if err := check(t.Context(), &out, dir, tc.version, "must not be run"); err == nil {
				t.Error("passed")
			}
			if !strings.Contains(out.String(), "\n"+tc.line) && !strings.HasPrefix(out.String(), tc.line) {
				t.Errorf("no line %q in\n%s", tc.line, &out)
			}
			if strings.Contains(out.String(), "zip") {
				t.Errorf("went on to build:\n%s", &out)
			}
			if tc.version == version && strings.Count(out.String(), "FAIL") != 1 {
				t.Errorf("other steps failed too:\n%s", &out)
			}
		})
	}
}

// TestSnippet holds that the README's own lines are what gets compiled, and that their absence is noticed.
func TestSnippet(t *testing.T) {
	t.Parallel()
	text := "```go\nother()\n```\n\n```go\nclient, err := customers.New(\"https://api.ledgerlink.ai\", option)\n```\n"
	got, err := snippet([]byte(text))
	if want := "client, err := customers.New(baseURL, option)\n"; err != nil || string(got) != want {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := snippet([]byte("```go\nother()\n```\n")); err == nil || !strings.HasPrefix(err.Error(), "README.md: no Go code") {
		t.Error(err)
	}
}

// TestReleasable is a whole check, with a nested module and a version before. It takes a minute, so it is not part of
// every run: make release-test.
func TestReleasable(t *testing.T) {
	t.Parallel()
	gorelease := os.Getenv("GORELEASE")
	if gorelease == "" {
		t.Skip("GORELEASE does not name the program; use make release-test")
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
		"link-sdk-go compared with v0.6.0", "extra compared with none", "seen as link-sdk-go/" + version,
		"go get github.com/ledgerlink/link-sdk-go/extra@" + version + ", compiled, run", "extra/" + version + "\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("lacks %q:\n%s", want, &out)
		}
	}

	// What only a user would notice: the program compiles and runs, but is not seen as this version.
	edit(t, dir, "customers/user_agent.go", "return dep.Version", `return "v9.9.9"`)
	commit(t, dir)
	out.Reset()
	if err := check(t.Context(), &out, dir, version, "true"); err == nil || !strings.Contains(out.String(), "FAIL  quickstart") {
		t.Errorf("a wrong User-Agent passed: %v\n%s", err, &out)
	}
}
