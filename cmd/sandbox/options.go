package main

import (
	"errors"
	"flag"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

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

const intro = `sandbox serves an emulator of LedgerLink's Account Manager customers API.

It keeps customers in memory, requires the API key, checks every request against
the OpenAPI document, and prints a curl line to start with. Without -seed and -n
it holds the one customer of the documentation. SIGINT and SIGTERM stop it.

/docs is a page that explains the API and sends requests; /openapi.yaml and
/openapi.json are the OpenAPI document, with this sandbox as its server.

Usage: sandbox [flags]

`

const seedFormat = `
A seed file is JSON. This is the one that is built in:

%s

Only externalId is required, and id and externalId must be unique. The defaults
are a random id, status active, participant participant-123, no accounts, no
addresses, and now for both times. A status may have any value. An account has id
(required), type, status, name, createdAt, updatedAt, and customer. Unknown fields
are errors.

A fault is a kind and its parameters, behind the -fault flag for every request, or
in the request header X-Sandbox-Fault for that one:

  kind           carried out  what the client meets
  status         no           status (503), with retry-after, limit, remaining, reset
  html           no           an HTML page with status (502)
  redirect       no           status (307) and location (/elsewhere)
  reset          no           a reset before the request is read
  delay          yes          nothing for delay (100ms), then the answer
  drip           yes          a pause of delay before every 16 bytes
  reset-after    yes          a reset instead of the answer
  truncate       yes          half a body
  content-type   yes          text/plain
  oversized      yes          9 MiB of JSON
  garbage        yes          what is called JSON and is not

  times=N   the first N requests only; with the header, N of every N+1 alike, so
            that a client that repeats the header on a retry gets through
  op=ID     this operation of the spec only; with the flag
  id=TEXT   nothing: it gives a header a count of its own

  sandbox -fault 'status;status=429;retry-after=2;times=3;op=createCustomer'
  curl -H 'X-Sandbox-Fault: reset-after;times=1' …

With -rate-limit every answer tells the budget of its API key in X-RateLimit-Limit,
X-RateLimit-Remaining and X-RateLimit-Reset (Unix seconds); what is beyond it gets
429 with Retry-After. Windows begin at full hours, minutes, or multiples of yours.

Exit status: 0 after a signal, 1 when serving or reading the seed fails, 2 for a
mistake on the command line.
`

// help explains everything. The flags and the sample seed are printed from what the program uses.
func help(w io.Writer) {
	fmt.Fprint(w, intro)
	set := flags(&options{})
	set.SetOutput(w)
	set.PrintDefaults()
	sample, err := json.Marshal(sandbox.DocumentedSeed(), jsontext.WithIndent("  "))
	if err != nil {
		sample = []byte(err.Error()) // cannot happen: the seed is a constant
	}
	fmt.Fprintf(w, seedFormat, sample)
}
