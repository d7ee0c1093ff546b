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
