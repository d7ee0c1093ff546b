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

// TestReadmeTellsWhatIsInferred demands that the table lists exactly the descriptions that say *Inferred*, in the order
// and in the words of the document.
func TestReadmeTellsWhatIsInferred(t *testing.T) {
	t.Parallel()
	var document yaml.Node
	if err := yaml.Unmarshal(api.OpenAPI, &document); err != nil {
		t.Fatal(err)
	}
	want := inferred(document.Content[0], nil)
	if len(want) < 20 {
		t.Errorf("found %d marks: does the document still say *Inferred*?", len(want))
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(readme), "| in the spec | what it says |\n|---|---|\n")
	if !found {
		t.Fatal("the README has no table of what is inferred")
	}
	table, _, _ = strings.Cut(table, "\n\n")
	if diff := cmp.Diff(want, strings.Split(table, "\n")); diff != "" {
		t.Errorf("rows (-spec +README):\n%s", diff)
	}
}

// inferred returns a row for each description below node that has the mark.
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
			if strings.Contains(value.Value, "*Inferred*") && path[0] != "info" { // which explains the mark
				rows = append(rows, "| "+place(path)+" | "+strings.Join(strings.Fields(value.Value), " ")+" |")
			}
			continue
		}
		rows = append(rows, inferred(value, append(slices.Clip(path), key))...)
	}
	return rows
}

// place shortens the way to a description: "/customers/{id} delete, responses 204".
func place(path []string) string {
	words := strings.Join(path, " ")
	return strings.NewReplacer("components ", "", "properties ", "", "paths /api/v1/account-manager", "").Replace(words)
}
