// Command licenses writes THIRD_PARTY_LICENSES.md: the licenses of all modules that an importer or a published program
// links, and their texts, because most licenses require that. It fails if a license is not on the list of allowed
// licenses.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// page is the file name of the list, in the root of the repository.
const page = "THIRD_PARTY_LICENSES.md"

func main() {
	check := flag.Bool("check", false, "check that "+page+" is up to date, and write nothing")
	dir := flag.String("C", ".", "the root `directory` of the repository")
	flag.Parse()
	if err := run(context.Background(), *dir, *check); err != nil {
		fmt.Fprintln(os.Stderr, "licenses:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, root string, check bool) error {
	modules, err := linked(ctx, root)
	if err != nil {
		return err
	}
	var refused []error
	for _, m := range modules {
		if err := m.read(); err != nil {
			refused = append(refused, err)
		}
	}
	if err := errors.Join(refused...); err != nil {
		return err
	}
	file := filepath.Join(root, page)
	want := render(modules)
	if !check {
		return os.WriteFile(file, want, 0o644) //nolint:gosec // the page is public
	}
	got, err := os.ReadFile(file) //nolint:gosec // the caller chooses the directory
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return errors.New(page + " is out of date; run make licenses and commit the result")
	}
	return nil
}
