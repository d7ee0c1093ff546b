// Command vuln checks that the vulnerability database is available and not empty, then runs govulncheck. With an empty
// database govulncheck reports no vulnerabilities.
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
	db := flag.String("db", "https://vuln.go.dev", "the vulnerability database: a `URL or directory`")
	dir := flag.String("C", ".", "the `directory` of the module to check")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *db, *dir, "./..."); err != nil {
		fmt.Fprintln(os.Stderr, "vuln:", err)
		os.Exit(1)
	}
}

// errFound is returned after govulncheck has printed vulnerabilities.
var errFound = errors.New("vulnerabilities found, see above")

// exitFound is the exit status of govulncheck if it found vulnerabilities.
const exitFound = 3

func run(ctx context.Context, out io.Writer, db, dir, packages string) error {
	address, err := addressOf(db)
	if err != nil {
		return err
	}
	summary, err := describe(ctx, address)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, summary) //nolint:errcheck // a failed write to a terminal cannot be reported
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
