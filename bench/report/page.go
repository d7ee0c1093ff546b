package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// page holds the texts of RESULTS.md.
type page struct {
	machine   string
	notes     string
	benchstat string
}

func (p page) markdown(all []*data) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# Results\n")
	line("`make bench` writes this file. Edit notes.md instead. The figures are medians of %d rounds. In each round,",
		all[0].rounds())
	line("all clients run one after the other, in rotating order, against one server in another process. Brackets contain")
	line("the middle half of the rounds. For a ratio, that is the middle half of the ratios within each round. A list is")
	line("written as customers × accounts of each customer.\n")
	line("%s", p.machine)
	line("**All**, **List** and **Get** are methods of this SDK. **ogen** and **stock** (oapi-codegen, default settings)")
	line("are generated from the same spec. **bare** is written by hand with net/http and encoding/json. **discard**")
	line("reads the body without decoding it, which is the lower bound.\n")
	line("## Targets\n")
	line("%s", targetTable(all))
	line("For a target with several cases, the table shows the worst one. The plots have the newest Go release.\n")
	for _, plot := range plots() {
		line("![%s](%s)\n", plot.title, plot.file)
	}
	line("## All customers\n")
	line("Time:\n\n%s", listTable(all, "List", unitTime, seconds))
	line("Ratios of the times:\n\n%s", ratioTable(all))
	line("Allocated bytes:\n\n%s", listTable(all, "List", unitBytes, bytesOf))
	line("Allocations per customer:\n\n%s", listTable(all, "List", unitPerCustomer, count))
	line("Live heap after a garbage collection. For All, it is the maximum of eight samples during the iteration. For the")
	line("other clients, it includes the whole list.\n")
	line("%s", listTable(all, "Heap", unitLive, bytesOf))
	line("Growth: the exponent e of n^e, fitted over 10,000 … 1,000,000 customers with one account each:\n")
	line("%s", growthTable(all))
	line("## Gzip, unknown members, HTTP/2\n")
	line("All clients let net/http inflate the response. Its compression level is 1, the default of nginx. For gzip,")
	line("discard inflates the body and drops it.\n\n%s", otherTable(all))
	line("## First of 1,000,000 customers\n\n%s", firstTable(all))
	line("## One customer\n\n%s", getTable(all))
	line("## Idle options\n")
	line("The options are enabled, but have nothing to do. A disabled option cannot cost more.\n\n%s", optionTable(all))
	line("## Decoders\n\n%s", candidateTable(all))
	line("%s", strings.TrimSpace(p.notes))
	line("\n## benchstat\n\n<details><summary>Complete output</summary>\n")
	line("```\n%s\n```\n\n</details>", strings.TrimSpace(p.benchstat))
	return b.String()
}

func targetTable(all []*data) string {
	head := []string{"metric", "Go", "target", "measured", "reached"}
	metrics := apply(targets(all[0]), func(t target) string { return t.metric })
	name := func(metric string) string { return metric }
	return table(head, rows(all, metrics, name, func(d *data, metric string) []string {
		t := targets(d)[slices.Index(metrics, metric)]
		w := worst(t.cases, t.bound)
		reached := "no"
		if t.bound.holds(w.value) {
			reached = "yes"
		}
		got := w.format(t.unit)
		if w.label != "" {
			got += ", " + w.label
		}
		return []string{t.bound.format(t.unit), got, reached}
	}))
}

// client has a name in the benchmarks and a title in the tables.
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

// machineOf returns a list of the machine and of the measured module versions.
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
		"github.com/go-faster/jx", "github.com/romshark/jscan/v2", "github.com/go-json-experiment/json",
		"golang.org/x/perf", "gonum.org/v1/plot",
	}
	var b strings.Builder
	c := d.config
	fmt.Fprintf(&b, "- %s, %s cores, %s/%s, %s\n", c["cpu"], c["cores"], c["goos"], c["goarch"], c["date"])
	for _, r := range mod.Require {
		if slices.Contains(shown, r.Mod.Path) {
			fmt.Fprintf(&b, "- %s %s\n", r.Mod.Path, r.Mod.Version)
		}
	}
	return b.String(), nil
}
