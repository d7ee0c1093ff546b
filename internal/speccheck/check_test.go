package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/api"
)

func TestCheck_Document(t *testing.T) {
	t.Parallel()
	if problems := check("openapi.yaml", api.OpenAPI); len(problems) > 0 {
		t.Errorf("the document has problems:\n%s", strings.Join(problems, "\n"))
	}
}

// TestCheck_InvalidDocuments makes the document invalid in one place, and checks that only that line is reported.
func TestCheck_InvalidDocuments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		old, new string
		offset   int // of the reported line, from the first edited one
		want     string
	}{
		{"invalid YAML", "  title: LedgerLink", "  title LedgerLink", 1, "not YAML: mapping values are not allowed in this context"},
		{"duplicate key", "\n  version: ", "\n  version: 0.0.1\n  version: ", 2, `not YAML: mapping key "version" already defined at line 5`},
		{
			"unresolved reference", "schemas/CustomerList'", "schemas/Nothing'", 0,
			"$ref #/components/schemas/Nothing cannot be resolved",
		},
		{
			"reference to a file", "'#/components/schemas/CustomerList'", "'other.yaml#/CustomerList'", 0,
			"$ref other.yaml#/CustomerList refers to another file, but the document must be one file",
		},
		{
			"example of a schema", "inactive]\n      example: active\n", "inactive]\n      example: sleeping\n", 1,
			`invalid example: value is not one of the allowed values ["active","inactive"]`,
		},
		{
			"example of a response", "        statusCode: 401\n", "        statusCode: high\n", -1,
			`invalid example: example flat: doesn't match schema due to: Error at "/statusCode": value must be an integer`,
		},
		{
			"operation without an id", "      operationId: getCustomer\n", "", -1,
			"operation GET /api/v1/account-manager/customers/{id} has no operationId",
		},
		{
			"provenance mark", "description: Production\n    x-provenance: inferred", "description: Production\n    x-provenance: guessed", 1,
			`x-provenance "guessed": want documented, inferred or observed YYYY-MM-DD`,
		},
		{
			"unknown field", "      operationId: getCustomer\n", "      operationId: getCustomer\n      headline: x\n", -1,
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
