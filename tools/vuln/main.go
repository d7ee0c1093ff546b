// Command vuln checks that the vulnerability database is available, recent and not empty, then runs govulncheck. With
// an empty or an old database govulncheck reports no vulnerabilities. It reports vulnerable code that the module calls,
// which is an error, and vulnerable packages that it links without calling the vulnerable code.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

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

// errFound is returned after the vulnerabilities were printed.
var errFound = errors.New("the module calls vulnerable code, see above")

func run(ctx context.Context, out io.Writer, db, dir, packages string) error {
	address, err := addressOf(db)
	if err != nil {
		return err
	}
	summary, err := describe(ctx, address, time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintln(out, summary) //nolint:errcheck // a failed write to a terminal cannot be reported
	var found bytes.Buffer
	cmd := scan.Command(ctx, "-C", dir, "-db", address, "-format", "json", packages)
	cmd.Stdout, cmd.Stderr = &found, out
	if err := cmd.Start(); err != nil {
		return err
	}
	if err := cmd.Wait(); err != nil {
		return err
	}
	vulnerabilities, err := parse(&found)
	if err != nil {
		return err
	}
	return report(out, vulnerabilities)
}
