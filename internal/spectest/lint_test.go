package spectest

import (
	"fmt"
	"strings"
	"testing"
)

// TestBadInput demands of make spec-lint and of go generate that they name file, line and reason of a broken document,
// and that the generated code stays as it was.
func TestBadInput(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		old, new string
		offset   int // of the line to name, from the one that was edited
		reason   string
	}{
		{"slip in YAML", "  title: LedgerLink", "  title LedgerLink", 1, "not YAML: mapping values are not allowed in this context"},
		{"unresolved reference", "schemas/CustomerList'", "schemas/Nothing'", 0, "$ref #/components/schemas/Nothing cannot be resolved"},
		{"example off its schema", "inactive]\n      example: active\n", "inactive]\n      example: sleeping\n", 1, "invalid example: value is not one of the allowed values"},
		{"operation without an id", "      operationId: getCustomer\n", "", -1, "operation GET /api/v1/account-manager/customers/{id} has no operationId"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			generated := []string{"openapi/openapi.gen.go", "internal/sandbox/strictapi/strictapi.gen.go"}
			const mark = "// what was there before\n"
			for _, file := range generated {
				p.write(file, mark)
			}
			before, _, _ := strings.Cut(p.read(spec), test.old)
			p.replace(spec, test.old, test.new)
			want := fmt.Sprintf("%s:%d: %s", spec, strings.Count(before, "\n")+1+test.offset, test.reason)

			for _, target := range []string{"spec-lint", "generate"} {
				if out, status := p.make(target); status == 0 || !strings.Contains(out, want) {
					t.Errorf("make %s ends with %d and says\n%s\nwant %q", target, status, out, want)
				}
			}
			for _, file := range generated {
				if text := p.read(file); text != mark {
					t.Errorf("%s was written anew", file)
				}
			}
		})
	}
}

// TestLint demands that each linter is asked, and that what one of them finds is enough to fail.
func TestLint(t *testing.T) {
	t.Parallel()
	const (
		license = "    url: https://www.apache.org/licenses/LICENSE-2.0.html\n"
		contact = "  contact:\n    name: link-sdk-go maintainers\n    url: https://github.com/ledgerlink/link-sdk-go\n"
	)
	tests := []struct{ linter, remove, oasdiff, want string }{
		{"Redocly", license, "true", "info-license-strict"},
		{"Spectral", contact, "true", "info-contact"},
		{"oasdiff", "", "false", ""}, // it would find nothing that kin-openapi, from the same hand, has not found
	}
	for _, test := range tests {
		t.Run(test.linter, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			p.replace(spec, test.remove, "")
			out, status := p.run("env", "OASDIFF="+test.oasdiff, "sh", "tools/spec/lint.sh")
			want := "spec-lint: " + test.linter + " finds in " + spec
			if status == 0 || !strings.Contains(out, want) || !strings.Contains(out, test.want) {
				t.Errorf("lint ends with %d and says\n%s\nwant %q and %q", status, out, want, test.want)
			}
		})
	}
}
