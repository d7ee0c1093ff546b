// Import creates a customer from each row of a CSV file, and writes the outcome of each row to a second CSV file.
//
//	LEDGERLINK_BASE_URL=… LEDGERLINK_API_KEY=… go run . -in customers.csv -results results.csv -per-hour 1000
//
// The input has a header with the columns external_id and status, and one row on each line. The results have the
// columns line, external_id, outcome, id and message. After Ctrl-C, a kill or a power failure, start the program again
// with the same files to continue. Rows with a final outcome are not sent again. A row whose result was lost has the
// outcome "already exists".
//
// The program keeps a hash of each external ID in memory to detect duplicates, and a second one when it continues:
// about 8 MiB for 100,000 rows. Nothing else grows with the file.
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
	"time"

	"golang.org/x/term"
	"golang.org/x/time/rate"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// options contains the values of the flags.
type options struct {
	in, results string
	concurrency int
	perHour     int
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	err := run(ctx, os.Args[1:], os.Stderr, term.IsTerminal(int(os.Stderr.Fd())))
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "import:", err)
		os.Exit(1)
	}
}

// run executes the program. When ctx ends, it sends no more rows and waits for the running calls.
func run(ctx context.Context, args []string, stderr io.Writer, terminal bool) (err error) {
	var o options
	set := flag.NewFlagSet("import", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.StringVar(&o.in, "in", "customers.csv", "read rows from this `file`")
	set.StringVar(&o.results, "results", "results.csv", "append results to this `file`")
	set.IntVar(&o.concurrency, "concurrency", 0, "the `number` of concurrent requests; 0 for the SDK's default")
	set.IntVar(&o.perHour, "per-hour", 0, "send at most this `number` of requests an hour; 0 for no limit")
	if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	client, err := customers.NewFromEnv(o.clientOptions()...)
	if err != nil {
		return err
	}
	total, err := countLines(o.in)
	if err != nil {
		return err
	}
	in, err := os.Open(o.in)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // only read
	journal, err := openJournal(o.results)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, journal.close()) }()
	i := &importer{
		journal: journal, progress: newProgress(stderr, terminal, total-1), pending: map[int]row{},
		seen: map[idHash]int{},
	}
	defer i.progress.close()
	return i.run(ctx, client, in, o.concurrency)
}

// clientOptions limits the rate of this process. For several processes see examples/bulk/fleet.
func (o options) clientOptions() []customers.Option {
	if o.perHour <= 0 {
		return nil
	}
	every := time.Hour / time.Duration(o.perHour)
	const timeout = 30 * time.Second
	return []customers.Option{
		customers.WithLimiter(rate.NewLimiter(rate.Every(every), 1)),
		customers.WithTimeout(timeout + 128*every), // includes the wait for up to 128 requests ahead in the limiter
	}
}
