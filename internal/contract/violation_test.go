package contract

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/google/go-cmp/cmp"
)

func TestViolation_Error(t *testing.T) {
	t.Parallel()
	many := make([]Problem, maxShown+2)
	for i := range many {
		many[i] = Problem{Field: "f", Message: "m"}
	}
	tests := []struct {
		name     string
		problems []Problem
		want     string
	}{
		{"one problem", many[:1], "createCustomer request: f m"},
		{"two problems", many[:2], "createCustomer request: f m; f m"},
		{"as many as are printed", many[:maxShown], "createCustomer request: f m" + strings.Repeat("; f m", maxShown-1)},
		{"more", many, "createCustomer request: f m" + strings.Repeat("; f m", maxShown-1) + "; and 2 more"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			violation := &Violation{Subject: "createCustomer request", Problems: test.problems}
			if got := violation.Error(); got != test.want {
				t.Errorf("Error() = %q, want %q", got, test.want)
			}
		})
	}
}

func TestUnmatchedSubject_IsShort(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/"+strings.Repeat("x", 5000), nil)
	if got := unmatchedSubject(r); len(got) > 250 {
		t.Errorf("unmatchedSubject() has %d bytes, want at most 250", len(got))
	}
}

func TestProblemsOf(t *testing.T) {
	t.Parallel()
	schemaError := func(field, reason string, schema openapi3.Schema) error {
		return &openapi3.SchemaError{SchemaField: field, Reason: reason, Schema: &schema}
	}
	tests := []struct {
		name string
		err  error
		want []Problem
	}{
		{"no error", nil, nil},
		{"required", schemaError("required", "", openapi3.Schema{}), []Problem{{"root", "is missing"}}},
		{"nullable", schemaError("nullable", "r", openapi3.Schema{}), []Problem{{"root", "should not be null"}}},
		{"not empty", schemaError("minLength", "r", openapi3.Schema{MinLength: 1}), []Problem{{"root", "should not be empty"}}},
		{"minLength", schemaError("minLength", "least is 2", openapi3.Schema{MinLength: 2}), []Problem{{"root", "least is 2"}}},
		{"enum", schemaError("enum", "", openapi3.Schema{Enum: []any{"a", 1}}), []Problem{
			{"root", "must be one of the following values: a, 1"},
		}},
		{"without a reason", schemaError("not", "", openapi3.Schema{}), []Problem{
			{"root", `does not match "not" of its schema`},
		}},
		{"type", schemaError("type", "value must be a string", openapi3.Schema{}), []Problem{{"root", "must be a string"}}},
		{"parameter", &openapi3filter.RequestError{
			Parameter: &openapi3.Parameter{Name: "id"}, Err: schemaError("required", "", openapi3.Schema{}),
		}, []Problem{{"id", "is missing"}}},
		{"reason only", &openapi3filter.ResponseError{Reason: "is gone"}, []Problem{{"root", "is gone"}}},
		{"other error", errors.New("boom\nwith a dump"), []Problem{{"root", "boom"}}},
		{"several", openapi3.MultiError{
			errors.New("one"), openapi3.MultiError{errors.New("two"), errors.New("three")},
		}, []Problem{{"root", "one"}, {"root", "two"}, {"root", "three"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, problemsOf(test.err, "root")); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFieldName(t *testing.T) {
	t.Parallel()
	tests := []struct{ pointer, want string }{
		{"", "root"},
		{"status", "status"},
		{"accounts/0/id", "accounts[0].id"},
		{"12", "[12]"},
		{"12/customer/id", "[12].customer.id"},
	}
	for _, test := range tests {
		t.Run(test.pointer, func(t *testing.T) {
			t.Parallel()
			segments := strings.Split(test.pointer, "/")
			if test.pointer == "" {
				segments = nil
			}
			if got := FieldName(segments, "root"); got != test.want {
				t.Errorf("FieldName() = %q, want %q", got, test.want)
			}
		})
	}
}
