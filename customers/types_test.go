package customers_test

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/ledgerlink/link-sdk-go/api"
	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestEveryStatusHasAConstant compares the constants with the spec. The compiler does not report a new value, which
// only adds a generated constant.
func TestEveryStatusHasAConstant(t *testing.T) {
	t.Parallel()
	var doc struct {
		Components struct {
			Schemas struct {
				CustomerStatus struct {
					Enum []string `yaml:"enum"`
				} `yaml:"CustomerStatus"`
			}
		}
	}
	if err := yaml.Unmarshal(api.OpenAPI, &doc); err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile("types.go")
	if err != nil {
		t.Fatal(err)
	}
	declaration := regexp.MustCompile(`(?m)^\tStatus\w+ +Status = Status\(openapi\.CustomerStatus(\w+)\)$`)
	declarations := declaration.FindAllSubmatch(code, -1)
	constants := make([]string, 0, len(declarations))
	for _, found := range declarations {
		constants = append(constants, string(found[1]))
	}
	names := make([]string, 0, len(constants))
	for _, value := range doc.Components.Schemas.CustomerStatus.Enum {
		names = append(names, string(value[0]-'a'+'A')+value[1:]) // as the generator does
	}
	if diff := cmp.Diff(names, constants); diff != "" {
		t.Errorf("constants of Status (-spec +types.go):\n%s", diff)
	}
}

func TestStatus_IsKnown(t *testing.T) {
	t.Parallel()
	for status, want := range map[customers.Status]bool{
		customers.StatusActive: true, customers.StatusInactive: true, "frozen": false, "": false,
	} {
		if got := status.IsKnown(); got != want {
			t.Errorf("Status(%q).IsKnown() = %t, want %t", status, got, want)
		}
	}
}

// TestJSON marshals values that callers store or report, and reads them back.
func TestJSON(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		value any
		want  string
	}{
		{customers.CreateParams{ExternalID: "e", Status: "active"}, `{"externalId":"e","status":"active"}`},
		{customers.UpdateParams{Status: "active"}, `{"status":"active"}`},
		{customers.FieldError{Field: "status", Message: "must not be empty"}, `{"field":"status","message":"must not be empty"}`},
		{customers.FieldError{Message: "odd"}, `{"message":"odd"}`},
		{
			customers.RateLimit{Limit: 1000, Remaining: 7, Reset: time.Unix(1775120400, 0).UTC()},
			`{"limit":1000,"remaining":7,"reset":"2026-04-02T09:00:00Z"}`,
		},
		{customers.RateLimit{}, `{"limit":0,"remaining":0}`},
	} {
		text, err := json.Marshal(tc.value)
		if err != nil {
			t.Fatal(err)
		}
		if string(text) != tc.want {
			t.Errorf("JSON of %+v: %s, want %s", tc.value, text, tc.want)
		}
		got := reflect.New(reflect.TypeOf(tc.value))
		if err := json.Unmarshal(text, got.Interface()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tc.value, got.Elem().Interface()); diff != "" {
			t.Errorf("%s read back (-want +got):\n%s", text, diff)
		}
	}
}
