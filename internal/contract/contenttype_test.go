package contract

import (
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
)

func TestContentTypeFault(t *testing.T) {
	t.Parallel()
	content := openapi3.Content{"text/csv": nil, "application/json": nil}
	tests := []struct{ name, got, want string }{
		{"missing", "", "is missing, should be application/json or text/csv"},
		{"wrong", "text/html", `should be application/json or text/csv, not "text/html"`},
		{"long", strings.Repeat("x", 500), `should be application/json or text/csv, not "` + strings.Repeat("x", 100) + `"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			want := Fault{Field: "Content-Type", Message: test.want}
			if diff := cmp.Diff(want, contentTypeFault(content, test.got)); diff != "" {
				t.Errorf("fault (-want +got):\n%s", diff)
			}
		})
	}
}
