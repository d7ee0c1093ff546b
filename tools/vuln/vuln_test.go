package main

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// entry is a vulnerability in all versions of a function that package customers calls.
const entry = `{
	"schema_version": "1.3.1",
	"id": "GO-2026-99999",
	"modified": "2026-11-01T00:00:00Z",
	"published": "2026-11-01T00:00:00Z",
	"summary": "Invented for a test",
	"details": "Invented for a test.",
	"affected": [{
		"package": {"name": "github.com/oapi-codegen/runtime", "ecosystem": "Go"},
		"ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}],
		"ecosystem_specific": {"imports": [{
			"path": "github.com/oapi-codegen/runtime",
			"symbols": ["StyleParamWithOptions", "StyleParamWithLocation"]
		}]}
	}],
	"database_specific": {"url": "https://pkg.go.dev/vuln/GO-2026-99999", "review_status": "REVIEWED"}
}`

// database writes a vulnerability database in the documented format.
func database(t *testing.T, modules, vulns string) string {
	t.Helper()
	return databaseOf(t, time.Now(), modules, vulns)
}

func databaseOf(t *testing.T, modified time.Time, modules, vulns string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"index/db.json":         `{"modified": "` + modified.UTC().Format(time.RFC3339) + `"}`,
		"index/modules.json":    modules,
		"index/vulns.json":      vulns,
		"ID/GO-2026-99999.json": entry,
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func modulesOf(path string) string {
	return `[{"path": "` + path + `", "vulns": [{"id": "GO-2026-99999", "modified": "2026-11-01T00:00:00Z"}]}]`
}

const vulns = `[{"id": "GO-2026-99999", "modified": "2026-11-01T00:00:00Z"}]`

// sdk is the root module, whose packages importers link.
const sdk = "../.."

func TestRun_ReportsLinkedVulnerability(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := run(t.Context(), &out, database(t, modulesOf("github.com/oapi-codegen/runtime"), vulns), sdk, "./openapi")
	if !errors.Is(err, errFound) {
		t.Fatalf("%v\n%s", err, &out)
	}
	for _, want := range []string{
		"1 modules", "GO-2026-99999: github.com/oapi-codegen/runtime: called: StyleParam",
		"1 vulnerabilities called, 0 linked but not called",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("output does not contain %q:\n%s", want, &out)
		}
	}
}

// The vulnerable package is linked, but no vulnerable function is called.
func TestRun_ReportsLinkedPackage(t *testing.T) {
	t.Parallel()
	db := database(t, modulesOf("github.com/oapi-codegen/runtime"), vulns)
	file := filepath.Join(db, "ID", "GO-2026-99999.json")
	uncalled := strings.NewReplacer("StyleParamWithOptions", "BindForm", "StyleParamWithLocation", "BindForm").Replace(entry)
	if err := os.WriteFile(file, []byte(uncalled), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(t.Context(), &out, db, sdk, "./openapi"); err != nil {
		t.Errorf("%v\n%s", err, &out)
	}
	for _, want := range []string{
		"GO-2026-99999: github.com/oapi-codegen/runtime: linked, but the vulnerable code is not called",
		"0 vulnerabilities called, 1 linked but not called",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("output does not contain %q:\n%s", want, &out)
		}
	}
}

func TestRun_IgnoresOtherModules(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, content := range map[string]string{"go.mod": "module example.com/clean\n\ngo 1.26\n", "a.go": "package clean\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := run(t.Context(), &out, database(t, modulesOf("example.com/other"), vulns), dir, "./..."); err != nil {
		t.Errorf("%v\n%s", err, &out)
	}
}

// A missing or empty database is an error, so that a run without a check does not succeed.
func TestRun_NoDatabase(t *testing.T) {
	t.Parallel()
	notFound := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(notFound.Close)
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for _, tc := range []struct{ name, db, want string }{
		{"empty", database(t, "[]", "[]"), "is empty, so nothing was checked"},
		{"31 days old", databaseOf(t, time.Now().AddDate(0, 0, -31), modulesOf("example.com/other"), vulns), "was modified 31 days ago"},
		{"no such directory", filepath.Join(t.TempDir(), "none"), "is unavailable, so nothing was checked"},
		{"not a database", notFound.URL, "404 Not Found"},
		{"no server", closed.URL, "is unavailable, so nothing was checked"},
		{"not JSON", database(t, "<html>", "[]"), "index/modules.json is invalid"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			err := run(t.Context(), &bytes.Buffer{}, tc.db, sdk, "./openapi")
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}
