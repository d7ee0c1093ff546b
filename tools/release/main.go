// Command release checks that the current commit can be released. The Go module proxy caches a version permanently, so
// a bad version cannot be withdrawn.
//
// The command builds the zip file of each module, as the proxy does, and writes it to a proxy directory on disk. A
// module outside of this repository then gets the version from there, compiles it and runs it. The programs that are
// published with the release are installed from there, too.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
)

func main() {
	version := flag.String("version", "", "the `version` to release, such as v0.1.0")
	dir := flag.String("C", ".", "any `directory` of the repository")
	gorelease := flag.String("gorelease", "gorelease", "the `path` of gorelease")
	releases := flag.String("go", "local", "the supported Go `releases`, separated by spaces, the oldest first")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := check(ctx, os.Stdout, *dir, release{
		version: *version, gorelease: *gorelease, goReleases: strings.Fields(*releases),
	})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "release-check:", err)
		os.Exit(1)
	}
}
