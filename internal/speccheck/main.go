// Command speccheck checks whether code can be generated from an OpenAPI document, and prints file, line and reason of
// each problem. go generate runs it first, because the generator does not validate the document. With -table, it then
// writes the table of the document's provenance marks into a Markdown file.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/ledgerlink/link-sdk-go/internal/provenance"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stderr)) //nolint:forbidigo // a program, although it is under internal
}

// run checks a file and returns the exit status.
func run(args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("speccheck", flag.ContinueOnError)
	flags.SetOutput(stderr)
	table := flags.String("table", "", "Markdown `file` whose table of provenance marks is written")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: speccheck [-table file] document") //nolint:errcheck // a closed stderr cannot be handled
	}
	if flags.Parse(args) != nil || flags.NArg() != 1 {
		flags.Usage()
		return 2
	}
	file := flags.Arg(0)
	spec, err := os.ReadFile(file) //nolint:gosec // the user names the file
	problems := []string{fmt.Sprint(err)}
	if err == nil {
		problems = check(file, spec)
	}
	if len(problems) == 0 && *table != "" {
		if err := writeTable(*table, spec); err != nil {
			problems = []string{*table + ": " + err.Error()}
		}
	}
	for _, problem := range problems {
		fmt.Fprintln(stderr, problem) //nolint:errcheck // a closed stderr cannot be handled
	}
	return min(len(problems), 1)
}

// writeTable replaces the table in a Markdown file. It leaves a file that is up to date untouched.
func writeTable(file string, spec []byte) error {
	marks, err := provenance.Marks(spec)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(file) //nolint:gosec // the user names the file
	if err != nil {
		return err
	}
	replaced, err := provenance.ReplaceTable(string(text), marks)
	if err != nil || bytes.Equal(text, []byte(replaced)) {
		return err
	}
	return os.WriteFile(file, []byte(replaced), 0o644) //nolint:gosec // a document that everybody may read
}
