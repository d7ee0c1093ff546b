package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// options holds the values of the flags.
type options struct {
	addr     string
	anywhere bool
	key      string
	profiles []string
	seedFile string
	n        int
	accounts int
	faults   []string
	rate     sandbox.RateLimit
	hosts    []string
	cors     bool
	json     bool
}

// usageError is a mistake on the command line.
type usageError struct{ reason string }

func (e usageError) Error() string { return e.reason }

func usagef(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// newFlagSet returns the flag set that fills o, and sets the defaults.
func newFlagSet(o *options) *flag.FlagSet {
	set := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	set.SetOutput(io.Discard) // run prints errors, in one line
	set.StringVar(&o.addr, "addr", "127.0.0.1:8080", "listen on `host:port`; port 0 selects a free port")
	set.BoolVar(&o.anywhere, "listen-anywhere", false, "allow an -addr that other machines can reach")
	set.StringVar(&o.key, "key", "sandbox-key", "the API `key` that requests must carry in X-API-KEY")
	set.Func("profile", "differ from the defaults as the profile `name` does (see below); may be repeated",
		func(name string) error {
			o.profiles = append(o.profiles, name)
			return sandbox.CheckProfile(name)
		})
	set.StringVar(&o.seedFile, "seed", "", "start with the customers of a JSON `file`")
	set.IntVar(&o.n, "n", 0, "start with this `number` of generated customers (cst-000000000 …), for load tests")
	set.IntVar(&o.accounts, "accounts", 0, "the `number` of accounts and addresses of each generated customer")
	set.Func("allow-host", "also accept requests for this host `name`, given without a port; may be repeated",
		func(name string) error {
			o.hosts = append(o.hosts, name)
			return checkHostName(name)
		})
	set.BoolVar(&o.cors, "cors", false, "let pages of loopback origins, such as http://localhost:3000, send requests")
	set.BoolVar(&o.json, "json", false, `print only one line of JSON, {"url":…,"key":…,"pid":…}, before serving`)
	set.Func("rate-limit", "limit each API key to this `rate`, such as 1000/h or 600/10s", func(text string) error {
		var err error
		o.rate, err = sandbox.ParseRateLimit(text)
		return err
	})
	set.Func("fault", "inject a fault, given as `kind;parameters` (see below); may be repeated", func(text string) error {
		o.faults = append(o.faults, text)
		_, _, err := sandbox.ParseFault(text)
		return err
	})
	return set
}

// checkHostName returns an error if a name cannot be the host of a URL.
func checkHostName(name string) error {
	if _, err := netip.ParseAddr(name); err == nil {
		return nil
	}
	if name == "" || strings.ContainsAny(name, "/:@[]*? ") {
		return errors.New("want a host name or an IP address without a port")
	}
	return nil
}

// parseOptions parses the command line.
func parseOptions(args []string) (options, error) {
	var o options
	set := newFlagSet(&o)
	switch err := set.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return options{}, err
	case err != nil:
		return options{}, usageError{err.Error()}
	case set.NArg() > 0:
		return options{}, usagef("unexpected argument %q", set.Arg(0))
	case o.n < 0:
		return options{}, usagef("-n must not be negative")
	case o.accounts < 0:
		return options{}, usagef("-accounts must not be negative")
	case o.accounts > 0 && o.n == 0:
		return options{}, usagef("-accounts requires -n")
	}
	return o, nil
}

const helpIntro = `sandbox serves an emulator of LedgerLink's Account Manager customers API.

It keeps customers in memory, requires the API key, validates every request
against the OpenAPI document, and prints a curl command to start with. Without
-seed and -n it holds the customer of the documentation, whose external ID differs,
so that the documented create succeeds. It stops on SIGINT and SIGTERM.

/docs is a page that documents the API and sends requests, and / redirects to it;
/openapi.yaml and /openapi.json are the OpenAPI document, with this sandbox as its
server; /openapi-plain.yaml is its variant for generators that do not support unions.

Usage: sandbox [flags]

`

const helpDetails = `
Seed files

A seed file is JSON. This is the built-in seed:

%s

Only externalId is required; id and externalId must be unique. The defaults are a
random id, status active, participant participant-123, no accounts, no addresses,
and the current time for createdAt and updatedAt. A status may have any value. The
fields of an account are id (required), type, status, name, createdAt, updatedAt
and customer. Unknown fields are errors.

Faults

A fault is a kind and its parameters. The -fault flag injects it into every
request, with or without the API key. The request header X-Sandbox-Fault injects it
into that request, which must have the key:

  kind           carried out  what the client receives
  status         no           status (503), with retry-after, limit, remaining, reset
  html           no           an HTML page with status (502)
  redirect       no           status (307) and location (/elsewhere)
  reset          no           a connection reset before the request is read
  delay          yes          the response after delay (100ms); the request is carried
                              out at once, even if the client does not wait
  drip           yes          the response with a pause of delay before every 16 bytes
  status-after   yes          status (504) with an error body instead of the response
  reset-after    yes          a connection reset instead of the response
  truncate       yes          half of the body
  content-type   yes          the response labelled text/plain
  oversized      yes          9 MiB of JSON
  garbage        yes          invalid JSON labelled application/json

  times=N   flag: only the first N requests; header: N of every N+1 requests with
            the same header, so that a client that repeats it on a retry succeeds
  op=ID     flag: only requests of this operation of the spec
  id=TEXT   header: no effect, except that headers with different ids are counted
            separately

  sandbox -fault 'status;status=429;retry-after=2;times=3;op=createCustomer'
  curl -H 'X-Sandbox-Fault: reset-after;times=1' …

Profiles

A profile makes the sandbox differ in one way that the vendor's service may have.
Profiles can be combined. If a profile is not valid, its messages violate the OpenAPI
document:

  profile         valid  what differs
%s
Rate limits

With -rate-limit, every response reports the rate limit of its API key in
X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset (Unix seconds).
Requests over the limit receive 429 with Retry-After. Windows begin at multiples
of their length, such as full hours.

Hosts

The Host of a request must be localhost, a loopback address, the address that the
connection was opened to, the host of -addr, or a name of -allow-host, with any port.
Other requests receive 421, so that pages of other sites cannot reach the sandbox by
DNS rebinding. A sandbox in a container needs -allow-host for the name of its service.

Limits

  connections      %d at once; further ones wait until one is closed
  request header   %d KiB, which must arrive in %v
  request body     %d KiB, which must arrive in %v
  idle connection  closed after %v
  response         cut if the client reads nothing of it for %v, or at most twice
                   as long
  fault            %d bytes; a delay of at most %v; the counts of times= are
                   kept for the %d headers that were used last
  rate limit       %d API keys are counted separately in a window; further ones
                   share one count, except the key of the sandbox

Exit status: 0 after a signal, 1 if serving or reading the seed fails, 2 for a
mistake on the command line.
`

// printHelp prints the help. The flags and the sample seed come from the code, so that they cannot go stale.
func printHelp(w io.Writer) {
	fmt.Fprint(w, helpIntro)
	set := newFlagSet(&options{})
	set.SetOutput(w)
	set.PrintDefaults()
	sample, err := json.Marshal(sandbox.DefaultSeed(), jsontext.WithIndent("  "))
	if err != nil {
		sample = []byte(err.Error()) // cannot happen: the seed is a constant
	}
	l := defaultLimits()
	fmt.Fprintf(w, helpDetails, sample, profileTable(),
		l.connections, l.headerBytes>>10, l.header, contract.MaxRequestBytes>>10, l.body, l.idle, l.stall,
		sandbox.MaxFaultBytes, sandbox.MaxFaultDelay, sandbox.MaxFaultHeaders, sandbox.MaxRateKeys)
}

func profileTable() string {
	var table strings.Builder
	for _, profile := range sandbox.Profiles() {
		valid := "no"
		if profile.Valid {
			valid = "yes"
		}
		fmt.Fprintf(&table, "  %-15s %-6s %s\n", profile.Name, valid, strings.ReplaceAll(profile.Effect, "`", ""))
	}
	return table.String()
}
