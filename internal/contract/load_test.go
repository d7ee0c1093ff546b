package contract

import (
	"net/http"
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
		{"example off its schema", "      example: active\n", "      example: sleeping\n", "validate spec"},
		{"open enum that is neither", "x-open-enum: true", "x-open-enum: maybe", "x-open-enum should be true or false"},
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

func TestOnlyMarkedEnumsAreOpen(t *testing.T) {
	t.Parallel()
	suspended := strings.Replace(validCustomer, `"active"`, `"suspended"`, 1)
	for mark, wantOpen := range map[string]bool{"x-open-enum: true": true, "x-open-enum: false": false, "x-no: true": false} {
		t.Run(mark, func(t *testing.T) {
			t.Parallel()
			v, err := newValidator(edited(t, "x-open-enum: true", mark))
			if err != nil {
				t.Fatalf("newValidator() = %v", err)
			}
			r := newRequest(http.MethodGet, customersPath+"/customer-id", "")
			err = v.Response(r, http.StatusOK, http.Header{"Content-Type": {jsonType}}, []byte(suspended))
			if (err == nil) != wantOpen {
				t.Errorf("Response() with an unlisted status = %v, want accepted: %t", err, wantOpen)
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
