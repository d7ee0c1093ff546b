package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/api"
)

func TestTheDocumentIsFit(t *testing.T) {
	t.Parallel()
	if problems := check("openapi.yaml", api.OpenAPI); len(problems) > 0 {
		t.Errorf("the document is not fit:\n%s", strings.Join(problems, "\n"))
	}
}

// TestBrokenDocuments breaks the document in one place each, and demands that this line is named, and nothing else.
func TestBrokenDocuments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		old, new string
		offset   int // of the line to name, from the first one that was edited
		want     string
	}{
		{"slip in YAML", "  title: LedgerLink", "  title LedgerLink", 1, "not YAML: mapping values are not allowed in this context"},
		{"key twice", "  version: 0.1.0\n", "  version: 0.1.0\n  version: 0.1.0\n", 1, `not YAML: mapping key "version" already defined at line 4`},
		{
			"unresolved reference", "schemas/CustomerList'", "schemas/Nothing'", 0,
			"$ref #/components/schemas/Nothing cannot be resolved",
		},
		{
			"reference to a file", "'#/components/schemas/CustomerList'", "'other.yaml#/CustomerList'", 0,
			"$ref other.yaml#/CustomerList leaves the file; the document is one file",
		},
		{
			"example of a schema", "inactive]\n      example: active\n", "inactive]\n      example: sleeping\n", 1,
			`invalid example: value is not one of the allowed values ["active","inactive"]`,
		},
		{
			"example of an answer", "        statusCode: 401\n", "        statusCode: high\n", -1,
			`invalid example: example flat: doesn't match schema due to: Error at "/statusCode": value must be an integer`,
		},
		{
			"operation without an id", "      operationId: getCustomer\n", "", -1,
			"operation GET /api/v1/account-manager/customers/{id} has no operationId",
		},
		{
			"field that OpenAPI does not know", "      operationId: getCustomer\n", "      operationId: getCustomer\n      headline: x\n", -1,
			"extra sibling fields: [headline]",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			before, after, found := strings.Cut(string(api.OpenAPI), test.old)
			if !found {
				t.Fatalf("the document does not contain %q", test.old)
			}
			line := strings.Count(before, "\n") + 1 + test.offset
			want := []string{fmt.Sprintf("openapi.yaml:%d: %s", line, test.want)}
			if diff := cmp.Diff(want, check("openapi.yaml", []byte(before+test.new+after))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	if err := os.WriteFile(broken, []byte("openapi: [\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		args   []string
		status int
		want   string
	}{
		{"fit", []string{"../../api/openapi.yaml"}, 0, ""},
		{"no file", nil, 2, "usage: speccheck"},
		{"missing file", []string{"none.yaml"}, 1, "none.yaml: no such file"},
		{"broken file", []string{broken}, 1, "broken.yaml:1: not YAML: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var stderr strings.Builder
			status := run(test.args, &stderr)
			if status != test.status || !strings.Contains(stderr.String(), test.want) || (test.want == "") != (stderr.Len() == 0) {
				t.Errorf("run() = %d with %q, want %d with %q", status, stderr.String(), test.status, test.want)
			}
		})
	}
}
