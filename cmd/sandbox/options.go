package main

import (
	"errors"
	"flag"
	"fmt"
	"io"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// options is what the flags say.
type options struct {
	addr     string
	anywhere bool
	key      string
	envelope bool
	seedFile string
	n        int
	accounts int
	faults   []string
	rate     sandbox.RateLimit
}

// usageError is a mistake on the command line.
type usageError struct{ reason string }

func (e usageError) Error() string { return e.reason }

func usagef(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// flags returns the flag set that fills o, with the defaults in place.
func flags(o *options) *flag.FlagSet {
	set := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	set.SetOutput(io.Discard) // run prints errors, in one line
	set.StringVar(&o.addr, "addr", "127.0.0.1:8080", "listen on `host:port`; port 0 takes a free one")
	set.BoolVar(&o.anywhere, "listen-anywhere", false, "allow an -addr that other machines can reach")
	set.StringVar(&o.key, "key", "sandbox-key", "the API `key` that requests must carry in X-API-KEY")
	set.BoolVar(&o.envelope, "envelope", false, "answer errors in the envelope shape instead of the flat one")
	set.StringVar(&o.seedFile, "seed", "", "start with the customers of a JSON `file`")
	set.IntVar(&o.n, "n", 0, "start with this `number` of generated customers (cst-000000000 …), for load tests")
	set.IntVar(&o.accounts, "accounts", 0, "the `number` of accounts and addresses of each generated customer")
	set.Func("rate-limit", "answer 429 beyond a `budget` per API key, as 1000/h or 600/10s", func(text string) error {
		var err error
		o.rate, err = sandbox.ParseRateLimit(text)
		return err
	})
	set.Func("fault", "misbehave, as `kind;parameters` says (below); repeat it for more", func(text string) error {
		o.faults = append(o.faults, text)
		_, _, err := sandbox.ParseFault(text)
		return err
	})
	return set
}

// parse reads the command line.
func parse(args []string) (options, error) {
	var o options
	set := flags(&o)
	switch err := set.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return options{}, err
	case err != nil:
		return options{}, usageError{err.Error()}
	case set.NArg() > 0:
		return options{}, usagef("unexpected argument %q", set.Arg(0))
	case o.n < 0:
		return options{}, usagef("-n should not be negative")
	case o.accounts < 0:
		return options{}, usagef("-accounts should not be negative")
	case o.accounts > 0 && o.n == 0:
		return options{}, usagef("-accounts needs -n")
	}
	return o, nil
}
