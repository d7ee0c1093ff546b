package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

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
