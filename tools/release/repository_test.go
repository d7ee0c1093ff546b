package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const (
	version = "v0.7.0"
	number  = "0.7.0"
)

// rootVersion matches the required version of the root module.
var rootVersion = regexp.MustCompile(`(github\.com/ledgerlink/link-sdk-go )v\S+`)

// infoVersion matches the line of info.version in a spec.
var infoVersion = regexp.MustCompile(`(?m)^ +version: .*$`)

// repository copies all files that are not ignored into a new repository that is ready to release version.
func repository(t *testing.T) string {
	t.Helper()
	const root = "../.."
	files, err := git(t.Context(), root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name := range strings.SplitSeq(strings.TrimSuffix(files, "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Join(root, name))
		if os.IsNotExist(err) {
			continue // deleted but not committed
		}
		if err != nil {
			t.Fatal(err)
		}
		text := string(content)
		if strings.HasSuffix(name, "/go.mod") {
			text = rootVersion.ReplaceAllString(text, "${1}"+version)
		}
		write(t, dir, name, text)
	}
	edit(t, dir, changelogFile, "## [Unreleased]", "## [Unreleased]\n\n## ["+number+"] - 2026-11-22\n\n- Something.")
	setVersion(t, dir, specFile)
	setVersion(t, dir, plainSpecFile)
	spec, err := os.ReadFile(filepath.Join(dir, specFile))
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, baseline+"/version", number+"\n")
	write(t, dir, baseline+"/openapi.yaml", string(spec))
	for _, args := range [][]string{{"init", "--quiet"}, {"config", "user.name", "t"}, {"config", "user.email", "t@example.com"}} {
		if _, err := git(t.Context(), dir, args...); err != nil {
			t.Fatal(err)
		}
	}
	commit(t, dir)
	return dir
}

// setVersion sets info.version of a spec.
func setVersion(t *testing.T, dir, name string) {
	t.Helper()
	spec, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	line := string(infoVersion.Find(spec))
	before, _, _ := strings.Cut(line, ":")
	edit(t, dir, name, line, before+": "+number)
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func edit(t *testing.T, dir, name, before, after string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(content, []byte(before)) {
		t.Fatalf("%s does not contain %q", name, before)
	}
	write(t, dir, name, strings.Replace(string(content), before, after, 1))
}

func commit(t *testing.T, dir string) {
	t.Helper()
	for _, args := range [][]string{{"add", "--all"}, {"commit", "--quiet", "--allow-empty", "--message", "a commit"}} {
		if _, err := git(t.Context(), dir, append([]string{"-c", "core.hooksPath=" + t.TempDir()}, args...)...); err != nil {
			t.Fatal(err)
		}
	}
}

// nested creates a nested module that is released with its own tag.
func nested(t *testing.T, dir, requires string) {
	t.Helper()
	gomod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	_, requirements, _ := strings.Cut(string(gomod), "go 1.26\n")
	const module = "github.com/ledgerlink/link-sdk-go"
	write(t, dir, "extra/go.mod", "module "+module+"/extra\n\ngo 1.26\n\nrequire "+module+" "+requires+"\n"+
		requirements+"\nreplace "+module+" => ..\n")
	write(t, dir, "extra/go.sum", "")
	write(t, dir, "extra/extra.go", "// Package extra is importable.\npackage extra\n\nimport \""+module+
		"/customers\"\n\n// Client is a client.\ntype Client = customers.Client\n")
}
