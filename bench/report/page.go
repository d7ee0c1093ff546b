package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// page is RESULTS.md.
type page struct {
	machine   string
	notes     string
	benchstat string
}

func (p page) markdown(d *data) string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	say("# Results\n")
	say("Written by `make bench`; do not edit, but notes.md. Medians of %d rounds; in each round all clients ran right",
		d.rounds())
	say("after each other, in turning order, against one server in another process. In brackets is the middle half of the")
	say("rounds, of a ratio that of the ratios within each round. A list is given as customers × accounts of each.\n")
	say("%s", p.machine)
	say("**All**, **List** and **Get** are ours. **ogen** and **stock** (oapi-codegen, default settings) are generated")
	say("from the same spec. **bare** is net/http and encoding/json by hand. **discard** reads the body and decodes")
	say("nothing: the floor.\n")
	say("## Targets\n")
	say("%s", targetTable(d))
	say("Of a target with several cases, the worst one is shown.\n")
	for _, plot := range plots() {
		say("![%s](%s)\n", plot.title, plot.file)
	}
	say("## All customers\n")
	say("Time:\n\n%s", listTable(d, "List", unitTime, seconds))
	say("Time, compared:\n\n%s", ratioTable(d))
	say("Allocated bytes:\n\n%s", listTable(d, "List", unitBytes, bytesOf))
	say("Allocations a customer:\n\n%s", listTable(d, "List", unitPerCustomer, count))
	say("Live heap after a collection: of All the most of eight points on the way, of the others with the list in hand.\n")
	say("%s", listTable(d, "Heap", unitLive, bytesOf))
	say("Growth, the exponent e of n^e fitted over 1,000 … 1,000,000 customers with one account each:\n")
	say("%s", growthTable(d))
	say("## First of 1,000,000 customers\n\n%s", firstTable(d))
	say("## One customer\n\n%s", getTable(d))
	say("## Options with nothing to do\n\nOne that is off cannot cost more.\n\n%s", optionTable(d))
	say("## Ways of decoding\n\n%s", candidateTable(d))
	say("%s", strings.TrimSpace(p.notes))
	say("\n## benchstat\n\n<details><summary>all of it</summary>\n")
	say("```\n%s\n```\n\n</details>", strings.TrimSpace(p.benchstat))
	return b.String()
}

func targetTable(d *data) string {
	return table([]string{"work", "target", "measured", "reached"}, apply(targets(d), func(t target) []string {
		w := worst(t.cases, t.bound)
		reached := "no"
		if t.bound.holds(w.value) {
			reached = "yes"
		}
		got := w.format(t.unit)
		if w.label != "" {
			got += ", " + w.label
		}
		return []string{t.work, t.bound.format(t.unit), got, reached}
	}))
}

// client is one that lists, by its name in benchmarks and in the tables.
type client struct{ name, title string }

func clients() []client {
	return []client{
		{"ours", "All"},
		{"ours-list", "List"},
		{"ogen", "ogen"},
		{"stock", "stock"},
		{"bare", "bare"},
		{"discard", "discard"},
	}
}

// machineOf says where the figures come from, and what was measured.
func machineOf(d *data, gomod string) (string, error) {
	text, err := os.ReadFile(gomod) //nolint:gosec // this module's own
	if err != nil {
		return "", err
	}
	mod, err := modfile.Parse(gomod, text, nil)
	if err != nil {
		return "", err
	}
	shown := []string{
		"github.com/oapi-codegen/oapi-codegen/v2", "github.com/oapi-codegen/runtime", "github.com/ogen-go/ogen",
		"github.com/go-faster/jx", "github.com/go-json-experiment/json", "golang.org/x/perf", "gonum.org/v1/plot",
	}
	var b strings.Builder
	c := d.config
	fmt.Fprintf(&b, "- %s, %s cores, %s/%s, %s, %s\n",
		c["cpu"], c["cores"], c["goos"], c["goarch"], c["goversion"], c["date"])
	for _, r := range mod.Require {
		if slices.Contains(shown, r.Mod.Path) {
			fmt.Fprintf(&b, "- %s %s\n", r.Mod.Path, r.Mod.Version)
		}
	}
	return b.String(), nil
}
