// Command vuln runs govulncheck, and makes sure first that there is a database to run it against: asked with an empty
// one, govulncheck finds nothing and is content.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"golang.org/x/vuln/scan"
)

func main() {
	db := flag.String("db", "https://vuln.go.dev", "vulnerability database: a URL, or a directory")
	dir := flag.String("C", ".", "the module to check")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *db, *dir, "./..."); err != nil {
		fmt.Fprintln(os.Stderr, "vuln:", err)
		os.Exit(1)
	}
}

// errFound says that govulncheck has said which.
var errFound = errors.New("vulnerabilities found, see above")

// exitFound is govulncheck's exit status then.
const exitFound = 3

func run(ctx context.Context, out io.Writer, db, dir, packages string) error {
	address, err := addressOf(db)
	if err != nil {
		return err
	}
	content, err := inspect(ctx, address)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, content) //nolint:errcheck // nothing to do about a broken terminal
	cmd := scan.Command(ctx, "-C", dir, "-db", address, packages)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		return err
	}
	err = cmd.Wait()
	if coded, ok := errors.AsType[interface {
		error
		ExitCode() int
	}](err); ok && coded.ExitCode() == exitFound {
		return errFound
	}
	return err
}
