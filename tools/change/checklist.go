package main

import (
	"fmt"
	"slices"
)

// gate is a check that this program does not run.
type gate struct{ command, checks string }

// gates returns the gates that have not run: the tests of the other modules, the other languages, and make check.
func (c *change) gates() (gates []gate, err error) {
	modules, err := c.modules()
	if err != nil {
		return nil, err
	}
	for _, module := range modules {
		if slices.Contains(tested(), module) || module == "tools" {
			continue
		}
		checks := "tests of the module"
		if module == "internal/spectest" {
			checks += ": the reference pages in a browser, the gates of the spec"
		}
		gates = append(gates, gate{"go -C " + module + " test ./...", checks})
	}
	return append(gates,
		gate{"make interop", "clients and tools of other languages; SUITE=<directory in interop> runs one"},
		gate{"make check", "what CI runs: linters, budgets, the race detector, some suites"}), nil
}

// checklist prints what is open: what failed, the changelog, and the gates that have not run.
func (c *change) checklist(complete bool) error {
	_, unchanged, err := c.command("git", "diff", "--quiet", "HEAD", "--", "CHANGELOG.md")
	if err != nil {
		return err
	}
	if unchanged {
		c.todo("add a line to CHANGELOG.md")
	}
	c.printf("\nstill open\n")
	for _, line := range slices.Concat(c.open, slices.Compact(c.versions)) {
		c.printf("  [ ] %s\n", line)
	}
	if !complete {
		return nil // the gates would report the same failures
	}
	gates, err := c.gates()
	if err != nil {
		return err
	}
	c.printf("  not run yet:\n")
	for _, g := range gates {
		c.printf("  [ ] %s  %s\n", fmt.Sprintf("%-36s", g.command), g.checks)
	}
	return nil
}
