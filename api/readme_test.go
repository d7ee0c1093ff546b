package api_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/ledgerlink/link-sdk-go/api"
)

// TestREADMEListsInferredDescriptions checks that the table lists exactly the descriptions marked *Inferred*, in the
// order and with the text of the document.
func TestREADMEListsInferredDescriptions(t *testing.T) {
	t.Parallel()
	var document yaml.Node
	if err := yaml.Unmarshal(api.OpenAPI, &document); err != nil {
		t.Fatal(err)
	}
	want := inferred(document.Content[0], nil)
	if len(want) < 20 {
		t.Errorf("the document has %d descriptions marked *Inferred*, want at least 20", len(want))
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(readme), "| location | description |\n|---|---|\n")
	if !found {
		t.Fatal("the README has no table of inferred descriptions")
	}
	table, _, _ = strings.Cut(table, "\n\n")
	if diff := cmp.Diff(want, strings.Split(table, "\n")); diff != "" {
		t.Errorf("rows of the table (-spec +README):\n%s", diff)
	}
}

// inferred returns a table row for each description below node that is marked *Inferred*.
func inferred(node *yaml.Node, path []string) (rows []string) {
	if node.Kind == yaml.SequenceNode {
		for i, child := range node.Content {
			rows = append(rows, inferred(child, append(slices.Clip(path), strconv.Itoa(i+1)))...)
		}
		return rows
	}
	for i := 0; i+1 < len(node.Content) && node.Kind == yaml.MappingNode; i += 2 {
		key, value := node.Content[i].Value, node.Content[i+1]
		if key == "description" && value.Kind == yaml.ScalarNode {
			if strings.Contains(value.Value, "*Inferred*") && path[0] != "info" { // info explains the mark
				rows = append(rows, "| "+location(path)+" | "+strings.Join(strings.Fields(value.Value), " ")+" |")
			}
			continue
		}
		rows = append(rows, inferred(value, append(slices.Clip(path), key))...)
	}
	return rows
}

// location shortens the path of a description in the document, for example to "/customers/{id} delete responses 204".
func location(path []string) string {
	shorten := strings.NewReplacer("components ", "", "properties ", "", "paths /api/v1/account-manager", "")
	return shorten.Replace(strings.Join(path, " "))
}
