// Command verify checks a running Account Manager against the OpenAPI document of this module, promise by promise. The
// flag -h prints its documentation.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/verify"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Getenv(customers.EnvAPIKey), os.Stdout, os.Stderr))
}

// options holds the values of the flags.
type options struct {
	config   verify.Config
	json     bool
	markdown bool
	save     string
	compare  string
}

func newFlagSet(o *options) *flag.FlagSet {
	set := flag.NewFlagSet("verify", flag.ContinueOnError)
	set.SetOutput(io.Discard) // run prints errors, in one line
	set.StringVar(&o.config.BaseURL, "base-url", os.Getenv(customers.EnvBaseURL),
		"the base `URL` of the service, such as https://api.ledgerlink.ai; the default is LEDGERLINK_BASE_URL")
	set.Func("key-header", "also try the key in this `header`; may be repeated", func(name string) error {
		o.config.KeyHeaders = append(o.config.KeyHeaders, name)
		return nil
	})
	set.BoolVar(&o.config.Write, "write", false, "also create, update and delete customers of its own")
	set.BoolVar(&o.config.YesProduction, "yes-production", false,
		"allow -write on hosts that are neither loopback nor named sandbox…")
	set.DurationVar(&o.config.Pace, "pace", verify.DefaultPace, "the pause between requests, as a `duration`")
	set.DurationVar(&o.config.Timeout, "timeout", verify.DefaultTimeout,
		"stop the checks after this `duration`; deleting may take a minute more")
	set.IntVar(&o.config.MaxListed, "n", verify.DefaultMaxListed, "read at most this `number` of customers of a list")
	set.BoolVar(&o.json, "json", false, "print the report as JSON")
	set.BoolVar(&o.markdown, "markdown", false, "print the report as Markdown, with the table of api/README.md")
	set.StringVar(&o.save, "save", "", "write the exchanges, without values, into this `directory`")
	set.StringVar(&o.compare, "compare", "", "print what changed since the report in this JSON `file`")
	return set
}

// run checks the service and returns the exit status.
func run(ctx context.Context, args []string, key string, stdout, stderr io.Writer) int {
	o := options{config: verify.Config{APIKey: key}}
	set := newFlagSet(&o)
	err := set.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		printHelp(stdout)
		return verify.ExitHolds
	case err == nil && set.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", set.Arg(0))
	case err == nil && o.json && o.markdown:
		err = errors.New("-json and -markdown exclude each other")
	}
	if err != nil {
		fmt.Fprintf(stderr, "verify: %v (run with -h for help)\n", err)
		return verify.ExitNotChecked
	}
	status, err := o.check(ctx, stdout, stderr)
	if err != nil {
		fmt.Fprintf(stderr, "verify: %v\n", err)
		return verify.ExitNotChecked
	}
	return status
}

// check runs the checks and prints the report.
func (o options) check(ctx context.Context, stdout, stderr io.Writer) (status int, err error) {
	var old *verify.Report
	if o.compare != "" {
		if old, err = readReport(o.compare); err != nil {
			return 0, err
		}
	}
	if isTerminal(stderr) {
		o.config.Progress = func(requests int, step string) {
			fmt.Fprintf(stderr, "\r\x1b[K%d of at most %d: %s", requests, verify.MaxRequests, step)
		}
		stop := context.AfterFunc(ctx, func() { fmt.Fprint(stderr, "\r\x1b[Kstopping: deleting what was created\n") })
		defer stop()
	}
	report, err := verify.Run(ctx, o.config)
	if o.config.Progress != nil {
		fmt.Fprint(stderr, "\r\x1b[K")
	}
	if err != nil {
		return 0, err
	}
	text, err := o.format(report)
	if err == nil && o.save != "" {
		err = report.Save(o.save)
	}
	if err != nil {
		return 0, err
	}
	fmt.Fprint(stdout, text)
	if report.Problem != "" {
		fmt.Fprintf(stderr, "verify: %s\n", report.Problem)
	}
	if len(report.Left) > 0 && (o.json || o.markdown) {
		fmt.Fprintf(stderr, "verify: not deleted: %s\n", strings.Join(report.Left, "; "))
	}
	if old == nil {
		return report.ExitStatus(), nil
	}
	return compare(report, old, stderr), nil
}

// format returns the report in the form that the flags select.
func (o options) format(report *verify.Report) (string, error) {
	switch {
	case o.json:
		return report.JSON()
	case o.markdown:
		return report.Markdown(), nil
	}
	return report.Text(), nil
}

// compare prints what changed and returns the exit status. Differences that the old report has, too, are no failure.
func compare(report, old *verify.Report, stderr io.Writer) int {
	changes := report.Changes(old)
	fmt.Fprint(stderr, verify.CompareText(old, changes))
	status := report.ExitStatus()
	switch {
	case len(changes) > 0:
		return verify.ExitChanged
	case report.Problem != "" || len(report.Left) > 0:
		return verify.ExitNotChecked
	case status == verify.ExitDiffers:
		return verify.ExitHolds
	}
	return status
}

func readReport(name string) (*verify.Report, error) {
	file, err := os.Open(name) //nolint:gosec // the user names the file
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // read only
	return verify.ReadReport(file)
}

// isTerminal reports whether a person reads w.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
