// Command sandbox serves an emulator of LedgerLink's Account Manager customers API over HTTP, with its customers in
// memory, for programs in any language. The flag -h prints its flags, the format of seed files, and the faults.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Exit statuses.
const (
	exitOK = iota
	exitFailure
	exitUsage
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run serves until ctx is done and returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	opts, err := parseOptions(args)
	if errors.Is(err, flag.ErrHelp) {
		printHelp(stdout)
		return exitOK
	}
	if err == nil {
		err = opts.serve(ctx, stdout, stderr)
	}
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "sandbox: %v (run with -h for help)\n", err)
		return exitUsage
	default:
		fmt.Fprintf(stderr, "sandbox: %v\n", err)
		return exitFailure
	}
}
