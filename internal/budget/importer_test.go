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

// linkedPackages are the packages that customers links in addition to the standard library. Every importer has to list
// them in its software inventory.
var linkedPackages = []string{
	"github.com/apapsch/go-jsonmerge/v2",
	"github.com/go-json-experiment/json",
	"github.com/go-json-experiment/json/jsontext",
	"github.com/google/uuid",
	"github.com/ledgerlink/link-sdk-go/customers",
	"github.com/ledgerlink/link-sdk-go/internal/jsonread",
	"github.com/ledgerlink/link-sdk-go/internal/transport",
	"github.com/ledgerlink/link-sdk-go/openapi",
	"github.com/oapi-codegen/runtime",
	"github.com/oapi-codegen/runtime/types",
}

// linkedBefore127 are linked in addition before Go 1.27, whose encoding/json/v2 go-json-experiment/json consists of since.
var linkedBefore127 = []string{
	"github.com/go-json-experiment/json/internal",
	"github.com/go-json-experiment/json/internal/jsonflags",
	"github.com/go-json-experiment/json/internal/jsonopts",
	"github.com/go-json-experiment/json/internal/jsonwire",
}

// linkedModules are the modules of linkedPackages.
var linkedModules = []string{
	"github.com/apapsch/go-jsonmerge/v2",
	"github.com/go-json-experiment/json",
	"github.com/google/uuid",
	"github.com/ledgerlink/link-sdk-go",
	"github.com/oapi-codegen/runtime",
}

// forbidden are standard packages that a client library must not link, including the packages below them.
var forbidden = []string{"testing", "flag", "text/template", "html/template", "net/http/httptest", "expvar", "plugin"}

func TestLinkedPackages(t *testing.T) {
	t.Parallel()
	dir := root(t)

	want := linkedPackages
	if before127() {
		want = slices.Sorted(slices.Values(slices.Concat(linkedPackages, linkedBefore127)))
	}
	linked := runGo(t, dir, nil, "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "./customers")
	if diff := cmp.Diff(want, uniqueFields(linked)); diff != "" {
		t.Errorf("packages linked by customers (-allowed +linked):\n%s", diff)
	}

	modules := runGo(t, dir, nil, "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "./customers")
	if diff := cmp.Diff(linkedModules, uniqueFields(modules)); diff != "" {
		t.Errorf("modules linked by customers (-allowed +linked):\n%s", diff)
	}

	all := runGo(t, dir, nil, "list", "-deps", "-f", "{{if .Standard}}{{.ImportPath}}{{end}}", "./customers")
	standard := uniqueFields(all)
	if !slices.Contains(standard, "net/http") {
		t.Fatalf("the list of standard packages lacks net/http, so this test checks nothing: %q", standard)
	}
	for _, pkg := range standard {
		for _, bad := range forbidden {
			if pkg == bad || strings.HasPrefix(pkg, bad+"/") {
				t.Errorf("customers links %s", pkg)
			}
		}
	}
}

// TestSwaggerUI_LinkedBySandboxOnly checks that neither importers nor tests link Swagger UI, a megabyte of scripts.
func TestSwaggerUI_LinkedBySandboxOnly(t *testing.T) {
	t.Parallel()
	lines := runGo(t, root(t), nil, "list", "-test", "-f", `{{.ImportPath}}:{{range .Deps}} {{.}}{{end}}`, "./...")
	var linking []string
	for line := range strings.Lines(lines) {
		if name, deps, _ := strings.Cut(line, ":"); strings.Contains(deps, " github.com/swaggest/swgui") {
			name, _, _ = strings.Cut(strings.Fields(name)[0], ".test") // the package, its test and its test binary
			linking = append(linking, name)
		}
	}
	slices.Sort(linking)
	want := []string{"github.com/ledgerlink/link-sdk-go/cmd/sandbox"}
	if diff := cmp.Diff(want, slices.Compact(linking)); diff != "" {
		t.Errorf("packages that link Swagger UI (-allowed +linked):\n%s", diff)
	}
}

// importerPath is the module path of a program outside this repository.
const importerPath = "example.com/importer"

// newImporter copies testdata/<name> into a new module outside the repository and completes its go.mod with go vet. The
// module cache after go mod download is enough for that; go mod tidy would need the tests of the dependencies as well.
func newImporter(t *testing.T, name string) (dir string, env []string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", name))); err != nil {
		t.Fatal(err)
	}
	sdk := root(t)
	gomod := "module " + importerPath + "\n\ngo 1.26\n\n" +
		"require " + module + " v0.0.0\n\nreplace " + module + " => " + strconv.Quote(sdk) + "\n"
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(gomod), 0o600); err != nil {
		t.Fatal(err)
	}
	// Start with the SDK's checksums, so that the go command queries no checksum database.
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

// requiredModules returns the modules that the go.mod in dir requires.
func requiredModules(t *testing.T, dir string) []string {
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

// TestImporter builds and runs a program that imports customers, and checks the modules that it requires and compiles.
func TestImporter(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	dir, env := newImporter(t, "importer")

	if diff := cmp.Diff(linkedModules, requiredModules(t, dir)); diff != "" {
		t.Errorf("modules in the go.mod of an importer (-allowed +required):\n%s", diff)
	}
	compiled := runGo(t, dir, env, "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", ".")
	want := slices.Sorted(slices.Values(append([]string{importerPath}, linkedModules...)))
	if diff := cmp.Diff(want, uniqueFields(compiled)); diff != "" {
		t.Errorf("modules compiled into an importer (-allowed +compiled):\n%s", diff)
	}

	program := filepath.Join(dir, "program")
	runGo(t, dir, env, "build", "-o", program, ".")

	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), "LEDGERLINK_BASE_URL="+srv.URL, "LEDGERLINK_API_KEY="+srv.APIKey)
	if out, err := cmd.CombinedOutput(); err != nil || string(out) != "ok\n" {
		t.Errorf("the importer's program printed %q, %v", out, err)
	}
	// A directory replaces the required v0.0.0, so the User-Agent must not contain that version.
	requests := srv.Requests()
	if len(requests) == 0 {
		t.Fatal("the importer's program sent no requests")
	}
	if ua := requests[0].Header.Get("User-Agent"); !strings.HasPrefix(ua, "importer/1.0 link-sdk-go/devel (go") {
		t.Errorf("User-Agent of a replaced module = %q", ua)
	}
}

// testModules are the modules that customerstest adds to the go.mod of an importer.
var testModules = []string{
	"github.com/getkin/kin-openapi",
	"github.com/go-openapi/jsonpointer",
	"github.com/go-openapi/swag/jsonname",
	"github.com/gorilla/mux",
	"github.com/oasdiff/yaml",
	"github.com/oasdiff/yaml3",
	"github.com/santhosh-tekuri/jsonschema/v6",
	"golang.org/x/text",
}

// TestImporterTests runs the tests of an importer that uses customerstest, and checks what they add: modules in its
// go.mod, but none in the package that they test.
func TestImporterTests(t *testing.T) {
	t.Parallel()
	dir, env := newImporter(t, "importertests")
	runGo(t, dir, env, "test", "./...")

	want := slices.Sorted(slices.Values(slices.Concat(linkedModules, testModules)))
	if diff := cmp.Diff(want, requiredModules(t, dir)); diff != "" {
		t.Errorf("modules in the go.mod of an importer with tests (-allowed +required):\n%s", diff)
	}
	format := "{{with .Module}}{{.Path}}{{end}}"
	want = slices.Sorted(slices.Values(append([]string{importerPath}, linkedModules...)))
	if diff := cmp.Diff(want, uniqueFields(runGo(t, dir, env, "list", "-deps", "-f", format, "."))); diff != "" {
		t.Errorf("modules compiled into the package without its tests (-allowed +compiled):\n%s", diff)
	}
	compiled := runGo(t, dir, env, "list", "-deps", "-test", "-f", format, ".")
	if !slices.Contains(uniqueFields(compiled), "github.com/getkin/kin-openapi") {
		t.Error("the tests do not compile kin-openapi, so this test checks nothing")
	}
}
