package contract

import (
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/api"
)

func TestBrokenDocumentIsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		old, new string
		want     string
	}{
		{"not YAML", "openapi: 3.0.3", "openapi: [", "load spec"},
		{"dangling reference", "schemas/CustomerList'", "schemas/Nothing'", "load spec"},
		{"one operationId twice", "operationId: getCustomer", "operationId: updateCustomer", "validate spec"},
		{"example off its schema", "inactive]\n      example: active\n", "inactive]\n      example: sleeping\n", "validate spec"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := newValidator(edited(t, test.old, test.new))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("newValidator() = %v, want an error with %q", err, test.want)
			}
		})
	}
}

// edited returns the document with the first occurrence of before replaced.
func edited(t *testing.T, before, after string) []byte {
	t.Helper()
	text := string(api.OpenAPI)
	if !strings.Contains(text, before) {
		t.Fatalf("the document does not contain %q", before)
	}
	return []byte(strings.Replace(text, before, after, 1))
}
