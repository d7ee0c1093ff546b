package budget_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// linkedPackages is all that customers links beyond the standard library. A line more here is a line more in the
// software inventory of every importer.
var linkedPackages = []string{
	"github.com/apapsch/go-jsonmerge/v2",
	"github.com/go-json-experiment/json",
	"github.com/go-json-experiment/json/internal",
	"github.com/go-json-experiment/json/internal/jsonflags",
	"github.com/go-json-experiment/json/internal/jsonopts",
	"github.com/go-json-experiment/json/internal/jsonwire",
	"github.com/go-json-experiment/json/jsontext",
	"github.com/google/uuid",
	"github.com/ledgerlink/link-sdk-go/customers",
	"github.com/ledgerlink/link-sdk-go/internal/jsonscan",
	"github.com/ledgerlink/link-sdk-go/internal/transport",
	"github.com/ledgerlink/link-sdk-go/openapi",
	"github.com/oapi-codegen/runtime",
	"github.com/oapi-codegen/runtime/types",
}

// linkedModules are the modules of linkedPackages.
var linkedModules = []string{
	"github.com/apapsch/go-jsonmerge/v2",
	"github.com/go-json-experiment/json",
	"github.com/google/uuid",
	"github.com/ledgerlink/link-sdk-go",
	"github.com/oapi-codegen/runtime",
}

// refused are standard packages, with all below them, that a client library has no business in.
var refused = []string{"testing", "flag", "text/template", "html/template", "net/http/httptest", "expvar", "plugin"}

func TestLinkedPackages(t *testing.T) {
	t.Parallel()
	dir := root(t)

	beyond := runGo(t, dir, nil, "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "./customers")
	if diff := cmp.Diff(linkedPackages, listed(beyond)); diff != "" {
		t.Errorf("packages linked by customers (-allowed +linked):\n%s", diff)
	}

	modules := runGo(t, dir, nil, "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "./customers")
	if diff := cmp.Diff(linkedModules, listed(modules)); diff != "" {
		t.Errorf("modules linked by customers (-allowed +linked):\n%s", diff)
	}

	standard := listed(runGo(t, dir, nil, "list", "-deps", "-f", "{{if .Standard}}{{.ImportPath}}{{end}}", "./customers"))
	if !slices.Contains(standard, "net/http") {
		t.Fatalf("the list of standard packages lacks net/http, so it proves nothing: %q", standard)
	}
	for _, pkg := range standard {
		for _, bad := range refused {
			if pkg == bad || strings.HasPrefix(pkg, bad+"/") {
				t.Errorf("customers links %s", pkg)
			}
		}
	}
}

// TestOnlyTheSandboxHoldsTheReferencePage: Swagger UI is a megabyte of scripts that no importer and no test should carry.
func TestOnlyTheSandboxHoldsTheReferencePage(t *testing.T) {
	t.Parallel()
	lines := runGo(t, root(t), nil, "list", "-test", "-f", `{{.ImportPath}}:{{range .Deps}} {{.}}{{end}}`, "./...")
	var holders []string
	for line := range strings.Lines(lines) {
		if name, deps, _ := strings.Cut(line, ":"); strings.Contains(deps, " github.com/swaggest/swgui") {
			name, _, _ = strings.Cut(strings.Fields(name)[0], ".test") // the program, its test, and what is built for that
			holders = append(holders, name)
		}
	}
	slices.Sort(holders)
	want := []string{"github.com/ledgerlink/link-sdk-go/cmd/sandbox"}
	if diff := cmp.Diff(want, slices.Compact(holders)); diff != "" {
		t.Errorf("packages that link Swagger UI (-allowed +linked):\n%s", diff)
	}
}

// consumerPath is the module of someone who knows nothing of this repository.
const consumerPath = "example.com/consumer"

// newConsumer lays out testdata/<name> as a module of its own outside the tree, and lets go vet complete its go.mod.
// That takes no more than the module cache holds after go mod download; go mod tidy would want the dependencies' tests.
func newConsumer(t *testing.T, name string) (dir string, env []string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", name))); err != nil {
		t.Fatal(err)
	}
	sdk := root(t)
	gomod := "module " + consumerPath + "\n\ngo 1.26\n\n" +
		"require " + module + " v0.0.0\n\nreplace " + module + " => " + strconv.Quote(sdk) + "\n"
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(gomod), 0o600); err != nil {
		t.Fatal(err)
	}
	// Our checksums to begin with, so that a filled module cache is enough and no checksum database gets asked.
	gosum, err := os.ReadFile(filepath.Join(sdk, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.sum"), gosum, 0o600); err != nil {
		t.Fatal(err)
	}
	env = []string{"GOFLAGS=-mod=mod"}
	runGo(t, dir, env, "vet", "./...")
	return dir, env
}

// required returns the modules that the consumer's go.mod names.
func required(t *testing.T, dir string) []string {
	t.Helper()
	var gomod struct{ Require []struct{ Path string } }
	if err := json.Unmarshal([]byte(runGo(t, dir, nil, "mod", "edit", "-json")), &gomod); err != nil {
		t.Fatal(err)
	}
	paths := make([]string, 0, len(gomod.Require))
	for _, r := range gomod.Require {
		paths = append(paths, r.Path)
	}
	slices.Sort(paths)
	return paths
}

func TestConsumerModule(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	dir, env := newConsumer(t, "importer")

	if diff := cmp.Diff(linkedModules, required(t, dir)); diff != "" {
		t.Errorf("go.mod of an importer (-allowed +required):\n%s", diff)
	}
	compiled := runGo(t, dir, env, "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", ".")
	want := slices.Sorted(slices.Values(append([]string{consumerPath}, linkedModules...)))
	if diff := cmp.Diff(want, listed(compiled)); diff != "" {
		t.Errorf("modules compiled into an importer (-allowed +compiled):\n%s", diff)
	}

	program := filepath.Join(dir, "program")
	runGo(t, dir, env, "build", "-o", program, ".")

	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), "LEDGERLINK_BASE_URL="+srv.URL, "LEDGERLINK_API_KEY="+srv.APIKey)
	if out, err := cmd.CombinedOutput(); err != nil || string(out) != "ok\n" {
		t.Errorf("the importer's program says %q, %v", out, err)
	}
	// go.mod says v0.0.0, which is not what runs: a directory replaces it.
	requests := srv.Requests()
	if len(requests) == 0 {
		t.Fatal("the importer's program sent no request")
	}
	if ua := requests[0].Header.Get("User-Agent"); !strings.HasPrefix(ua, "consumer/1.0 link-sdk-go/devel (go") {
		t.Errorf("User-Agent of a replaced module: %q", ua)
	}
}

// TestConsumerTests is an importer whose own tests use customerstest.
func TestConsumerTests(t *testing.T) {
	t.Parallel()
	dir, env := newConsumer(t, "importertests")
	runGo(t, dir, env, "test", "./...")
}
