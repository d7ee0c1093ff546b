package customers_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/ledgerlink/link-sdk-go/api"
)

// TestEveryStatusHasAConstant holds the constants against the spec. The compiler does not: a value that is new there
// only makes the generated code longer.
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
	declarations := regexp.MustCompile(`(?m)^\tStatus\w+ +Status = Status\(openapi\.CustomerStatus(\w+)\)$`).FindAllSubmatch(code, -1)
	constants := make([]string, 0, len(declarations))
	for _, found := range declarations {
		constants = append(constants, string(found[1]))
	}
	names := make([]string, 0, len(constants))
	for _, value := range doc.Components.Schemas.CustomerStatus.Enum {
		names = append(names, string(value[0]-'a'+'A')+value[1:]) // as the generator does
	}
	if diff := cmp.Diff(names, constants); diff != "" {
		t.Errorf("constants of status.go (-spec +facade):\n%s", diff)
	}
}
