// Command report reads the raw output of the benchmarks and writes RESULTS.md and the plots into the current directory.
// What people write about the results is in notes.md, which it includes.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	raw := flag.String("raw", "", "raw output of the benchmarks")
	stat := flag.String("benchstat", "", "what benchstat says of it")
	flag.Parse()
	if err := report(*raw, *stat); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

func report(raw, stat string) error {
	d, err := read(raw)
	if err != nil {
		return err
	}
	machine, err := machineOf(d, "go.mod")
	if err != nil {
		return err
	}
	compared, err := os.ReadFile(stat) //nolint:gosec // named by the caller
	if err != nil {
		return err
	}
	notes, err := os.ReadFile("notes.md")
	if err != nil {
		return err
	}
	for _, p := range plots() {
		if err := p.save(d); err != nil {
			return fmt.Errorf("%s: %w", p.file, err)
		}
	}
	text := page{machine: machine, notes: string(notes), benchstat: string(compared)}.markdown(d)
	return os.WriteFile("RESULTS.md", []byte(text), 0o644) //nolint:gosec // a page for everyone to read
}
