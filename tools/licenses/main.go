// Command licenses lists the licence of every module that an importer links, with its text, as most licences demand of
// whoever passes the code on. It refuses a licence that is not on the list below.
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

// page is where the list is kept, in the root of the repository.
const page = "THIRD_PARTY_LICENSES.md"

func main() {
	check := flag.Bool("check", false, "compare "+page+" with what it should be, and write nothing")
	dir := flag.String("C", ".", "the root of the repository")
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
		return os.WriteFile(file, want, 0o644) //nolint:gosec // a page for everyone to read
	}
	got, err := os.ReadFile(file) //nolint:gosec // named by the caller
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return errors.New(page + ": is not what the modules say; run make licenses and commit the result")
	}
	return nil
}
