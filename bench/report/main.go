// Command report reads the raw output of the benchmarks and writes RESULTS.md and the plots into the current directory.
// RESULTS.md includes notes.md, which is written by hand.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	rawFile := flag.String("raw", "", "raw output of the benchmarks")
	benchstatFile := flag.String("benchstat", "", "output of benchstat for the raw output")
	flag.Parse()
	if err := report(*rawFile, *benchstatFile); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

func report(rawFile, benchstatFile string) error {
	all, err := read(rawFile)
	if err != nil {
		return err
	}
	newest := all[len(all)-1]
	machine, err := machineOf(newest, "go.mod")
	if err != nil {
		return err
	}
	benchstat, err := os.ReadFile(benchstatFile) //nolint:gosec // named by the caller
	if err != nil {
		return err
	}
	notes, err := os.ReadFile("notes.md")
	if err != nil {
		return err
	}
	for _, p := range plots() {
		if err := p.save(newest); err != nil {
			return fmt.Errorf("%s: %w", p.file, err)
		}
	}
	text := page{machine: machine, notes: string(notes), benchstat: string(benchstat)}.markdown(all)
	return os.WriteFile("RESULTS.md", []byte(text), 0o644) //nolint:gosec // everyone may read it
}
