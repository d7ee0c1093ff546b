// Import creates a customer from each row of a CSV file, and writes what became of each row to another.
//
//	LEDGERLINK_BASE_URL=… LEDGERLINK_API_KEY=… go run . -in customers.csv -results results.csv -per-hour 1000
//
// The input has a header with the columns external_id and status, and one row on each line. The results have line,
// external_id, outcome, id and message. Whatever ends the program, a Ctrl-C, a kill or a power cut: start it again with
// the same files and it goes on. Rows with a final outcome are not sent again; a row whose result was lost on the way
// is "already exists".
//
// Of each row it keeps a fingerprint of the external ID, to find one that stands in the file twice, and another when it
// goes on: about 8 MiB for 100,000 rows. Nothing else grows with the file.
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

// options is what the flags say.
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

// run is the program. When ctx ends it takes no more rows, and waits for those under way.
func run(ctx context.Context, args []string, stderr io.Writer, terminal bool) (err error) {
	var o options
	set := flag.NewFlagSet("import", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.StringVar(&o.in, "in", "customers.csv", "read rows from this `file`")
	set.StringVar(&o.results, "results", "results.csv", "append results to this `file`")
	set.IntVar(&o.concurrency, "concurrency", 0, "the `number` of requests under way at once; 0 for the SDK's default")
	set.IntVar(&o.perHour, "per-hour", 0, "send at most this `number` of requests an hour; 0 for no limit")
	if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	client, err := customers.NewFromEnv(o.limit()...)
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
	defer func() { _ = in.Close() }() // it was only read
	journal, err := openJournal(o.results)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, journal.close()) }()
	i := &importer{
		journal: journal, progress: newProgress(stderr, terminal, total-1), underWay: map[int]row{},
		seen: map[fingerprint]int{},
	}
	defer i.progress.close()
	return i.run(ctx, client, in, o.concurrency)
}

// limit paces one process; examples/bulk/fleet paces many.
func (o options) limit() []customers.Option {
	if o.perHour <= 0 {
		return nil
	}
	every := time.Hour / time.Duration(o.perHour)
	const patience = 30 * time.Second
	return []customers.Option{
		customers.WithLimiter(rate.NewLimiter(rate.Every(every), 1)),
		customers.WithTimeout(patience + 128*every), // of all that may be ahead in the limiter
	}
}
