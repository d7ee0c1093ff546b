package customers_test

import (
	"os"
	"regexp"
	"testing"

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
