// Command speccheck checks whether code can be generated from an OpenAPI document, and prints file, line and reason of
// each problem. go generate runs it first, because the generator does not validate the document.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stderr)) //nolint:forbidigo // a program, although it is under internal
}

// run checks the files and returns the exit status.
func run(files []string, stderr io.Writer) int {
	if len(files) == 0 {
		fmt.Fprintln(stderr, "usage: speccheck file...") //nolint:errcheck // a closed stderr cannot be handled
		return 2
	}
	status := 0
	for _, file := range files {
		spec, err := os.ReadFile(file) //nolint:gosec // the user names the file
		problems := []string{fmt.Sprint(err)}
		if err == nil {
			problems = check(file, spec)
		}
		for _, problem := range problems {
			status = 1
			fmt.Fprintln(stderr, problem) //nolint:errcheck // a closed stderr cannot be handled
		}
	}
	return status
}
