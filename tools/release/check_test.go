package main

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"fmt"
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
		{"plain variant of another version", version, func(t *testing.T, dir string) {
			edit(t, dir, plainSpecFile, "version: "+number, "version: 0.6.0")
			commit(t, dir)
		}, `FAIL  spec version    api/openapi-plain.yaml: info.version is "0.6.0", not "0.7.0"; run make generate`},
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
			requested := release{version: tc.version, gorelease: "must not be run", goReleases: []string{"local"}}
			if err := check(t.Context(), &out, dir, requested); err == nil {
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

func TestFindToolchains_Missing(t *testing.T) {
	t.Setenv("GOPROXY", "off")
	for _, tc := range []struct {
		name, want string
		goReleases []string
	}{
		{"none", "Makefile: GO_RELEASES is empty; ", nil},
		{"cannot be downloaded", "go1.999.0: ", []string{"local", "go1.999.0"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := findToolchains(t.Context(), &release{root: ".", goReleases: tc.goReleases})
			if err == nil || !strings.HasPrefix(err.Error(), tc.want) {
				t.Errorf("error %v, want the prefix %q", err, tc.want)
			}
		})
	}
}

// TestReleasable runs all steps, with a nested module and an earlier version. It takes minutes, so it runs only in
// make release-test.
func TestReleasable(t *testing.T) {
	t.Parallel()
	requested := release{
		version: version, gorelease: os.Getenv("GORELEASE"), goReleases: strings.Fields(os.Getenv("GO_RELEASES")),
	}
	if requested.gorelease == "" {
		t.Skip("GORELEASE is not set: run make release-test")
	}
	dir := repository(t)
	// The baseline of an unreleased repository may be of an earlier API, and the gates would compare with it.
	if err := os.RemoveAll(filepath.Join(dir, baseline)); err != nil {
		t.Fatal(err)
	}
	if _, err := run(t.Context(), dir, nil, "sh", "tools/baseline.sh", "write", version); err != nil {
		t.Fatal(err)
	}
	if _, err := git(t.Context(), dir, "tag", "v0.6.0"); err != nil {
		t.Fatal(err)
	}
	nested(t, dir, version)
	if _, err := run(t.Context(), filepath.Join(dir, "extra"), []string{"GOWORK=off"}, "go", "mod", "tidy"); err != nil {
		t.Fatal(err)
	}
	commit(t, dir)
	var out bytes.Buffer
	if err := check(t.Context(), &out, dir, requested); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	for _, want := range []string{
		"link-sdk-go compared with v0.6.0", "extra compared with none",
		"compiled, run with " + strings.Join(requested.goReleases, " and ") + ", User-Agent link-sdk-go/" + version,
		"go get github.com/ledgerlink/link-sdk-go/extra@" + version + ", compiled, run", "extra/" + version + "\n",
		"cmd/{sandbox,verify}@" + version + ", run with " + strings.Join(requested.goReleases, " and ") + "\n",
		"in .cache/release/" + version + ", built with " + requested.goReleases[len(requested.goReleases)-1] + "\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("output does not contain %q:\n%s", want, &out)
		}
	}
	checkAssets(t, filepath.Join(dir, ".cache", "release", version))

	newest := len(requested.goReleases) - 1 // its standard library is in the build cache for each platform
	requested.gorelease, requested.goReleases = "true", requested.goReleases[newest:]
	const dependencyVersion = "return dep.Version"
	file, err := git(t.Context(), dir, "grep", "--files-with-matches", "--fixed-strings", dependencyVersion, "--", "customers")
	if err != nil {
		t.Fatal(err)
	}
	// Each change makes one step fail.
	for _, tc := range []struct{ name, file, before, after, line string }{
		{
			"API that is not in the baseline",
			"customers/types.go", "\ntype Status string\n", "\ntype Status string\n\n// Later is not released.\ntype Later int\n",
			"FAIL  exported API    tools/baseline: the exported API has changed since: + customers: type Later int; run make baseline",
		},
		{
			"wrong User-Agent, although the program compiles and runs",
			strings.TrimSpace(file), dependencyVersion, `return "v9.9.9"`, "FAIL  quickstart      README.md: go1.",
		},
		{
			"replace line, which go install refuses",
			"go.mod", "\ngo 1.26\n", "\ngo 1.26\n\nreplace github.com/google/go-cmp v0.7.0 => github.com/google/go-cmp v0.7.0\n",
			"FAIL  go install      cmd: go1.",
		},
		{"verify that fails", "cmd/verify/main.go", "os.Exit(run(", "os.Exit(7 + run(", "FAIL  go install      cmd: go1."},
		{
			"program that does not compile on another platform",
			"cmd/sandbox/main.go", "\nfunc main() {", "\nfunc main() {\n\t_ = syscall.Umask", "FAIL  assets          cmd: windows/amd64: ",
		},
	} {
		original, err := os.ReadFile(filepath.Join(dir, tc.file))
		if err != nil {
			t.Fatal(err)
		}
		edit(t, dir, tc.file, tc.before, tc.after)
		commit(t, dir)
		out.Reset()
		if err := check(t.Context(), &out, dir, requested); err == nil || !strings.Contains(out.String(), "\n"+tc.line) {
			t.Errorf("%s: error %v, no line starts with %q in\n%s", tc.name, err, tc.line, &out)
		}
		write(t, dir, tc.file, string(original))
	}
}

// checkAssets checks that a directory has the spec under its stable name, every program, and the checksums of all files.
func checkAssets(t *testing.T, dir string) {
	t.Helper()
	list, err := os.ReadFile(filepath.Join(dir, checksums))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"LICENSE", "LICENSE-go", "THIRD_PARTY_LICENSES.md", "openapi.yaml", "openapi-plain.yaml",
		"customers.http", "customers.hurl", "customers.postman_collection.json",
		"sandbox-v0.7.0-linux-amd64", "sandbox-v0.7.0-linux-arm64", "sandbox-v0.7.0-darwin-amd64",
		"sandbox-v0.7.0-darwin-arm64", "sandbox-v0.7.0-windows-amd64.exe", "sandbox-v0.7.0-windows-arm64.exe",
		"verify-v0.7.0-linux-amd64", "verify-v0.7.0-linux-arm64", "verify-v0.7.0-darwin-amd64",
		"verify-v0.7.0-darwin-arm64", "verify-v0.7.0-windows-amd64.exe", "verify-v0.7.0-windows-arm64.exe",
	} {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
		}
		if line := fmt.Sprintf("%x  %s\n", sha256.Sum256(content), name); !bytes.Contains(list, []byte(line)) {
			t.Errorf("%s does not contain %q:\n%s", checksums, line, list)
		}
	}
}

// Two files of one name cannot both be published.
func TestAssets_SameName(t *testing.T) {
	t.Parallel()
	a := assets{dir: t.TempDir()}
	if err := a.copy("openapi.yaml", "check_test.go", 0o600); err != nil {
		t.Fatal(err)
	}
	if err := a.copy("openapi.yaml", "main.go", 0o600); err == nil || !strings.HasPrefix(err.Error(), "main.go: another asset is named openapi.yaml; ") {
		t.Errorf("error %v, want another asset", err)
	}
}

// A program of another version, or with a dependency that differs from go.sum, is refused. The test binary stands in for
// the programs.
func TestCheckPrograms(t *testing.T) {
	t.Parallel()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	a := assets{dir: t.TempDir()}
	for _, name := range programs() {
		if err := a.copy(name, binary, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join("..", "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, version, sums, want string }{
		{"as required", info.Main.Version, string(sums), "<nil>"},
		{"another version", version, string(sums), "sandbox is of " + info.Main.Version + ", not of " + version},
		{"another checksum", info.Main.Version, "", "sandbox links a module that is not in go.sum: " + info.Deps[0].Path + " "},
	} {
		r := &release{version: tc.version, scratch: scratch{gosums: []byte(tc.sums)}}
		if err := r.checkPrograms(a.dir, "linux"); !strings.HasPrefix(fmt.Sprint(err), tc.want) {
			t.Errorf("%s: error %v, want %s", tc.name, err, tc.want)
		}
	}
}
