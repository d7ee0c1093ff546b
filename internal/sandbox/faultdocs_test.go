package sandbox

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFaultTables holds the tables of both READMEs against the faults there are: all kinds, in their order, and whether
// the request is carried out.
func TestFaultTables(t *testing.T) {
	t.Parallel()
	undone := []FaultKind{FaultStatus, FaultHTML, FaultRedirect, FaultReset}
	want := make([]string, 0, len(FaultKinds()))
	for _, kind := range FaultKinds() {
		carriedOut := "yes"
		if slices.Contains(undone, kind) {
			carriedOut = "no"
		}
		want = append(want, string(kind)+" "+carriedOut)
	}
	files := []string{"../../README.md", "../../api/README.md"}
	tables := make([]string, 0, len(files))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, table, _ := strings.Cut(string(text), "| fault | carried out | what the client meets |\n|---|---|---|\n")
		table, _, _ = strings.Cut(table, "\n\n")
		var got []string
		for _, row := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (yes|no) \\|").FindAllStringSubmatch(table, -1) {
			got = append(got, row[1]+" "+row[2])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("faults in %s (-sandbox +table):\n%s", file, diff)
		}
		tables = append(tables, table)
	}
	if diff := cmp.Diff(tables[0], tables[1]); diff != "" {
		t.Errorf("the two tables differ (-README +api/README):\n%s", diff)
	}
}
