// Command release checks that the commit at hand can be released, before a tag makes it final: module versions are
// cached by the Go proxy for ever, so a bad one cannot be taken back.
//
// It does what publishing does, without publishing: it builds the zip of each module as the proxy would, lays a proxy
// out on disk, and lets a module that knows nothing of this repository get, compile and run what it finds there.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	version := flag.String("version", "", "the version to release, as v0.1.0")
	dir := flag.String("C", ".", "any directory of the repository")
	gorelease := flag.String("gorelease", "gorelease", "the gorelease program")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := check(ctx, os.Stdout, *dir, *version, *gorelease)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "release-check:", err)
		os.Exit(1)
	}
}
