package main

import (
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

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
