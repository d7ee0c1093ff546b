// Command speccheck tells whether an OpenAPI document is fit to generate code from, and names file, line and reason of
// whatever makes it unfit. It is the first thing that go generate runs: the generator itself does not validate.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stderr)) //nolint:forbidigo // a program, though it lies under internal
}

// run checks every named file and returns the exit status.
func run(files []string, stderr io.Writer) int {
	if len(files) == 0 {
		fmt.Fprintln(stderr, "usage: speccheck file...") //nolint:errcheck // nothing to do about a closed terminal
		return 2
	}
	status := 0
	for _, file := range files {
		spec, err := os.ReadFile(file) //nolint:gosec // reading the file that the user names is the point
		problems := []string{fmt.Sprint(err)}
		if err == nil {
			problems = check(file, spec)
		}
		for _, problem := range problems {
			status = 1
			fmt.Fprintln(stderr, problem) //nolint:errcheck // nothing to do about a closed terminal
		}
	}
	return status
}
