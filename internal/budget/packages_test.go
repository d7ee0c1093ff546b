package budget_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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
