package spectest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// place is an edit that a maintainer makes by hand, and what names the place if the edit is missing.
type place struct {
	file string
	edit []string // pairs of old and new text
	want []string // in the output of the gate
}

// Each field of the places is optional in a response and in a request.
const nickname = "        nickname:\n          type: string\n          description: A name.\n          example: Ann\n"

var fieldInSpec = []string{
	"        accounts:\n          type: array\n", nickname + "        accounts:\n          type: array\n",
	"required: [externalId, status]\n      properties:\n", "required: [externalId, status]\n      properties:\n" + nickname,
}

// fieldPlaces lists the places of an added field in the order in which a maintainer meets them.
func fieldPlaces() []place {
	return []place{
		{
			"customers/types.go",
			[]string{
				"type Customer struct {\n", "type Customer struct {\n\tNickname string `json:\"nickname,omitzero\"`\n",
				"type CreateParams struct {\n", "type CreateParams struct {\n\tNickname string\n",
			},
			[]string{"TestConvertCoversEveryField", `"nickname"`, "TestParamsCoverEveryField", "openapi.CreateCustomerRequest.Nickname is not set"},
		},
		{
			"customers/convert.go",
			[]string{"return Customer{\n", "return Customer{\n\t\tNickname: w.Nickname,\n"},
			[]string{"TestConvertCoversEveryField", `"nickname"`},
		},
		{
			"customers/convert.go",
			[]string{"openapi.CreateCustomerRequest{", "openapi.CreateCustomerRequest{Nickname: p.Nickname, "},
			[]string{"TestParamsCoverEveryField", "openapi.CreateCustomerRequest.Nickname is not set"},
		},
		{
			"internal/sandbox/seed.go",
			[]string{"type SeedCustomer struct {\n", "type SeedCustomer struct {\n\tNickname string `json:\"nickname,omitzero\"`\n"},
			[]string{"TestFields_Sandbox", "internal/sandbox/seed.go", "customers[0].nickname is not a field of a seed"},
		},
		{
			"internal/apicalls/apicalls.go",
			[]string{"customers.CreateParams{", "customers.CreateParams{Nickname: \"Ann\", "},
			[]string{"TestFields_Request", "the request of Create has no nickname", "internal/apicalls/apicalls.go"},
		},
	}
}

const gatesOfFields = "Covers?EveryField|^TestFields"

// withGatesOfFields returns a project in which customers has only the tests that compare its types with the spec. They
// compile in a fraction of the time of all tests.
func withGatesOfFields(t *testing.T) project {
	t.Helper()
	p := newProject(t)
	tests, err := filepath.Glob(filepath.Join(p.dir, "customers", "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range tests {
		switch filepath.Base(file) {
		case "convert_test.go", "types_test.go", "fields_test.go", "helpers_test.go", "script_test.go", "export_test.go":
			continue
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// TestMaintainer_AddedField adds a field to the spec, and then edits the places by hand. Before each edit a gate must
// name the place, and at the end nothing is left that a gate reports.
func TestMaintainer_AddedField(t *testing.T) {
	t.Parallel()
	p := withGatesOfFields(t)
	p.release()
	p.replace(spec, fieldInSpec...)
	r := p.make("spec-change", "PKGS=./customers")
	checkRun(t, "make spec-change", r, true)
	p.checkSections(r.out, map[string][]string{
		"lint":         {"no problem found"},
		"diff":         {"added the optional property `nickname` to the response", "no breaking change"},
		"generate":     {"regenerated: bench/stock/stock.gen.go", "regenerated: openapi/openapi.gen.go"},
		"compile":      {"all packages of"},
		"exported API": {"nothing breaks an importer"},
		"test":         append([]string{"the code contradicts the spec", "customers/convert_test.go"}, fieldPlaces()[0].want...),
		"still open": {
			"resolve the contradictions that customers/convert_test.go", "add a line to CHANGELOG.md", "version: the change needs at least",
			"not run yet", "go -C bench test ./...", "go -C internal/spectest test ./...", "browser", "make interop ", "make check",
		},
	})
	for _, place := range fieldPlaces() {
		r := p.run("go", "test", "./customers", "-run", gatesOfFields)
		checkRun(t, "before the edit of "+place.file, r, true, place.want...)
		p.replace(place.file, place.edit...)
	}
	checkRun(t, "after all edits", p.run("go", "test", "./customers", "-run", gatesOfFields), false)
	checkRun(t, "after all edits: make api-diff", p.make("api-diff"), false,
		"+ customers: field Customer.Nickname string", "+ customers: field CreateParams.Nickname string", "nothing breaks an importer")

	// The second script omits one place at a time.
	for _, place := range fieldPlaces()[1:] { // without the first, the others do not compile
		edited := p.read(place.file)
		for i := 0; i < len(place.edit); i += 2 {
			p.replace(place.file, place.edit[i+1], place.edit[i])
		}
		checkRun(t, "without the edit of "+place.file, p.run("go", "test", "./customers", "-run", gatesOfFields), true, place.want...)
		p.write(place.file, edited)
	}
}

// TestMaintainer_RenamedField renames a response field. The diff names the version, the compiler the first place.
func TestMaintainer_RenamedField(t *testing.T) {
	t.Parallel()
	p := withGatesOfFields(t)
	p.setVersion("0.1.0")
	p.release()
	p.replace(spec, "participantId", "participantRef")
	r := p.make("spec-change")
	checkRun(t, "make spec-change", r, true)
	p.checkSections(r.out, map[string][]string{
		"lint":       {"no problem found"},
		"diff":       {"removed the required property `participantId` from the response"},
		"generate":   {"regenerated: openapi/openapi.gen.go"},
		"compile":    {"customers/convert.go:", "w.ParticipantID undefined"},
		"still open": {"fix the compile errors in ", "customers/convert.go", "spec-diff: breaking change, but info.version was not raised: set it to 0.2.0"},
	})
	checkOrder(t, "rename", r.out, []string{"removed the required property", "w.ParticipantID undefined", "set it to 0.2.0"})
	p.replace("customers/convert.go", "w.ParticipantID", "w.ParticipantRef")
	checkRun(t, "after the edit of convert.go", p.run("go", "test", "./customers", "-run", gatesOfFields), true,
		"TestConvertCoversEveryField", `"participantRef"`)
	p.replace("customers/types.go", `json:"participantId"`, `json:"participantRef"`)
	checkRun(t, "after the edit of types.go", p.run("go", "test", "./customers", "-run", gatesOfFields), true,
		"TestFields_Sandbox", "internal/sandbox/seed.go", "customers[0].participantRef is not a field of a seed")
	p.replace("internal/sandbox/seed.go", `json:"participantId,omitzero"`, `json:"participantRef,omitzero"`)
	checkRun(t, "after the edit of seed.go", p.run("go", "test", "./customers", "-run", gatesOfFields), false)
	p.setVersion("0.2.0")
	checkRun(t, "after the edit of info.version: make spec-diff", p.make("spec-diff"), false, "info.version was raised")
}

// TestMaintainer_RemovedStatus removes a status code that every operation that writes must list.
func TestMaintainer_RemovedStatus(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.release()
	const conflict, conflicts = "        '409':\n          $ref: '#/components/responses/Conflict'\n", "'#/components/responses/Conflict'"
	before, after, _ := strings.Cut(p.read(spec), "operationId: updateCustomer")
	p.write(spec, before+"operationId: updateCustomer"+strings.Replace(after, conflict, "", 1))
	if !strings.Contains(p.read(spec), conflicts) {
		t.Fatal("the other operations have no 409")
	}
	checkRun(t, "go test ./internal/contract", p.run("go", "test", "./internal/contract", "-run", "^TestSpecRules$"), true,
		"updateCustomer: no 409")
	checkRun(t, "make spec-diff", p.make("spec-diff"), true,
		"removed the non-success response with the status `409`", "info.version was not raised")
}

// TestMaintainer_AddedValues adds a status value, and then a required field of a request.
func TestMaintainer_AddedValues(t *testing.T) {
	t.Parallel()
	p := withGatesOfFields(t)
	p.release()
	original := p.read(spec)
	p.replace(spec, "enum: [active, inactive]", "enum: [active, inactive, suspended]")
	checkRun(t, "value added: go test", p.run("go", "test", "./customers", "-run", "^TestEveryStatusHasAConstant$"), true, "types_test.go:")
	p.write(spec, original)
	p.replace(
		spec,
		"required: [externalId, status]\n      properties:\n",
		"required: [externalId, status, region]\n      properties:\n"+
			"        region:\n          type: string\n          description: Where.\n          example: eu\n",
	)
	checkRun(t, "field added: make spec-diff", p.make("spec-diff"), true, "added the new required request property `region`")
	checkRun(t, "field added: make spec-lint", p.make("spec-lint"), true, "invalid example", `"region" is missing`)
}

// TestMaintainer_RaisedVersion prepares a release as CONTRIBUTING.md describes. No test may fail because of the version.
func TestMaintainer_RaisedVersion(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	const next = "0.87.0"
	p.release()
	p.setVersion(next)
	p.replace("CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n## ["+next+"] - 2026-01-01\n")
	checkRun(t, "of another version: make baseline", p.make("baseline", "VERSION=v0.86.0"), true, "info.version in api/openapi.yaml is "+next)
	checkRun(t, "of no version: make baseline", p.make("baseline"), true, "the next release replaces it")
	checkRun(t, "make baseline", p.make("baseline", "VERSION=v"+next), false, "wrote tools/baseline: "+next)
	checkRun(t, "go mod edit", p.run("go", "-C", "otel", "mod", "edit", "-require=github.com/ledgerlink/link-sdk-go@v"+next), false)
	checkRun(t, "make spec-diff", p.make("spec-diff"), false, "since "+next, "no breaking change")
	checkRun(t, "make api-diff", p.make("api-diff"), false, "since "+next, "nothing breaks an importer")
	checkRun(t, "go vet in otel", p.run("go", "-C", "otel", "vet", "."), false)
	checkRun(t, "tests of the spec", p.run("go", "test", "./api", "./internal/contract", "./internal/speccheck"), false)
}

// TestSpecChange_Derived changes a description that api/README.md and the plain variant repeat.
func TestSpecChange_Derived(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.replace(spec, "An account of a customer. The shape", "One account of a customer. The shape")
	p.replace("CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n- Texts of the spec.\n")
	checkRun(t, "before: go test", p.run("go", "test", "./internal/provenance"), true, "run 'make generate'")
	r := p.make("spec-change", "PKGS=./internal/provenance")
	checkRun(t, "make spec-change", r, false)
	p.checkSections(r.out, map[string][]string{
		"lint": nil, "diff": nil, "compile": nil, "exported API": nil,
		"generate":   {"regenerated: api/README.md", "regenerated: api/openapi-plain.yaml"},
		"test":       {"all tests pass"},
		"still open": {"not run yet"},
	})
	if strings.Contains(r.out, "CHANGELOG") {
		t.Errorf("the changelog has a new line, but is reported as open:\n%s", r.out)
	}
}
