package spectest

import (
	"fmt"
	"strings"
	"testing"
)

// TestInvalidDocument checks that make spec-lint and make generate report file, line and reason of an invalid document,
// and that the generated code is unchanged.
func TestInvalidDocument(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		old, new string
		offset   int // from the edited line to the reported line
		reason   string
	}{
		{"YAML syntax error", "  title: LedgerLink", "  title LedgerLink", 1, "not YAML: mapping values are not allowed in this context"},
		{"unresolved reference", "schemas/CustomerList'", "schemas/Nothing'", 0, "$ref #/components/schemas/Nothing cannot be resolved"},
		{"example violates its schema", "inactive]\n      example: active\n", "inactive]\n      example: sleeping\n", 1, "invalid example: value is not one of the allowed values"},
		{"operation without an id", "      operationId: getCustomer\n", "", -1, "operation GET /api/v1/account-manager/customers/{id} has no operationId"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			generated := []string{"openapi/openapi.gen.go", "internal/sandbox/strictapi/strictapi.gen.go"}
			const before = "// before\n"
			for _, file := range generated {
				p.write(file, before)
			}
			prefix, _, _ := strings.Cut(p.read(spec), test.old)
			p.replace(spec, test.old, test.new)
			want := fmt.Sprintf("%s:%d: %s", spec, strings.Count(prefix, "\n")+1+test.offset, test.reason)

			for _, target := range []string{"spec-lint", "generate"} {
				checkRun(t, "make "+target, p.make(target), true, want)
			}
			for _, file := range generated {
				if p.read(file) != before {
					t.Errorf("%s was overwritten", file)
				}
			}
		})
	}
}

// TestLint_EachLinter checks that a problem that only one linter reports fails the script.
func TestLint_EachLinter(t *testing.T) {
	t.Parallel()
	const (
		license = "    url: https://www.apache.org/licenses/LICENSE-2.0.html\n"
		contact = "  contact:\n    name: link-sdk-go maintainers\n    url: https://github.com/ledgerlink/link-sdk-go\n"
	)
	tests := []struct{ linter, remove, oasdiff, want string }{
		{"Redocly", license, "true", "info-license-strict"},
		{"Spectral", contact, "true", "info-contact"},
		{"oasdiff", "", "false", ""}, // a failing command, because oasdiff reports nothing that kin-openapi does not
	}
	for _, test := range tests {
		t.Run(test.linter, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			p.replace(spec, test.remove, "")
			r := p.run("env", "OASDIFF="+test.oasdiff, "sh", "tools/spec/lint.sh")
			checkRun(t, "lint.sh", r, true, "spec-lint: "+test.linter+" reports problems in "+spec, test.want)
		})
	}
}
