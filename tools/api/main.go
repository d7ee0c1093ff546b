// Command api prints the exported API of Go packages, one line for each identifier, field and method. A line that
// disappears or changes breaks importers, and a line that is new does not: an interface is one line, because a new
// method breaks those who implement it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
)

func main() {
	root := flag.String("C", ".", "the `directory` that contains the directories of the packages")
	flag.Parse()
	for _, dir := range flag.Args() {
		lines, err := api(context.Background(), filepath.Join(*root, dir))
		if err != nil {
			fmt.Fprintf(os.Stderr, "api: %s: %v\n", dir, err)
			os.Exit(1)
		}
		for _, line := range lines {
			fmt.Println(dir + ": " + line)
		}
	}
}

// api returns the lines of the package in a directory.
func api(ctx context.Context, dir string) ([]string, error) {
	config := &packages.Config{Context: ctx, Dir: dir, Mode: packages.NeedName | packages.NeedTypes}
	loaded, err := packages.Load(config, ".")
	if err != nil {
		return nil, err
	}
	if len(loaded) != 1 {
		return nil, fmt.Errorf("%d packages, want one", len(loaded))
	}
	if len(loaded[0].Errors) > 0 {
		texts := make([]string, 0, len(loaded[0].Errors))
		for _, e := range loaded[0].Errors {
			texts = append(texts, strings.TrimSpace(e.Msg))
		}
		return nil, errors.New(strings.Join(texts, "\n"))
	}
	return describe(loaded[0].Types), nil
}
