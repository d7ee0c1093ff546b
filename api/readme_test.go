package api_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestRecipes checks that the suite of each recipe exists, and that its files contain the generator, the variant of the
// document and the options of the recipe's command. It also checks that each suite of a client has a recipe.
func TestRecipes(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(readme), "| language | suite | command | where the key goes |\n|---|---|---|---|\n")
	if !found {
		t.Fatal("the README has no table of recipes")
	}
	table, _, _ = strings.Cut(table, "\n\n")
	listed := map[string]bool{}
	for row := range strings.SplitSeq(table, "\n") {
		cells := strings.Split(strings.Trim(row, "| "), " | ")
		if len(cells) != 4 {
			t.Errorf("this row has %d cells, want 4: %s", len(cells), row)
			continue
		}
		if cells[1] == "none" {
			continue
		}
		suite, command := strings.Trim(cells[1], "`"), cells[2]
		listed[suite] = true
		text := suiteText(t, suite)
		for _, word := range commandWords(command) {
			if !strings.Contains(text, word) {
				t.Errorf("the recipe of suite %s has %q, but no file of the suite: %s", suite, word, command)
			}
		}
		if strings.Contains(command, "PLAIN") != strings.Contains(text, "openapi-plain.yaml") {
			t.Errorf("the recipe of suite %s and the suite use different variants of the document", suite)
		}
	}
	tools := []string{"schemathesis", "prism", "gateways", "stories", "validators"} // not clients
	for _, suite := range suites(t) {
		if !listed[suite] && !strings.Contains(strings.Join(tools, " "), suite) {
			t.Errorf("interop/%s has no row in the recipes of api/README.md", suite)
		}
	}
}

// TestSuites checks that CI runs each suite, with every change or once a week.
func TestSuites(t *testing.T) {
	t.Parallel()
	weekly, err := os.ReadFile("../.github/workflows/weekly.yml")
	if err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	lists := regexp.MustCompile(`SUITE='([^']*)'`).FindAllStringSubmatch(string(makefile), -1) // of make check
	lists = append(lists, regexp.MustCompile(`interop SUITE=(\S+)`).FindAllStringSubmatch(string(weekly), -1)...)
	runs := make([]string, 0, len(lists))
	for _, list := range lists {
		runs = append(runs, strings.Fields(list[1])...)
	}
	for _, suite := range suites(t) {
		if !slices.Contains(runs, suite) {
			t.Errorf("neither make check nor .github/workflows/weekly.yml runs interop/%s", suite)
		}
	}
}

// suites returns the names of the interop suites.
func suites(t *testing.T) []string {
	t.Helper()
	scripts, err := filepath.Glob("../interop/*/run.sh")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("found no suite: %v", err)
	}
	names := make([]string, len(scripts))
	for i, script := range scripts {
		names[i] = filepath.Base(filepath.Dir(script))
	}
	return names
}

// suiteText returns the text of the files in which a suite configures its generator.
func suiteText(t *testing.T, suite string) string {
	t.Helper()
	var text strings.Builder
	for _, pattern := range []string{"*.sh", "*.json", "*.yaml", "*.xml", "*.toml", "*.rs", "*.mjs", "src/*.ts", "tests/*.py"} {
		files, err := filepath.Glob(filepath.Join("..", "interop", suite, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text.Write(content)
		}
	}
	if text.Len() == 0 {
		t.Errorf("interop/%s does not exist", suite)
	}
	return text.String()
}

// commandWords returns the words of a command that the files of a suite must contain: generators, libraries and options
// with a value.
func commandWords(command string) (words []string) {
	for _, match := range regexp.MustCompile(`-g (\S+)|--library (\S+)|(\w+=\w+)`).FindAllStringSubmatch(command, -1) {
		words = append(words, strings.TrimRight(match[1]+match[2]+match[3], "`,;"))
	}
	if len(words) == 0 {
		words = append(words, regexp.MustCompile(`[a-z-]+`).FindString(command)) // the name of the program
	}
	return words
}
