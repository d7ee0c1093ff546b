package main

import (
	"fmt"
	"io"

	"github.com/ledgerlink/link-sdk-go/internal/verify"
)

const helpIntro = `verify checks a running Account Manager against the OpenAPI document of the SDK.

The key comes from LEDGERLINK_API_KEY and is sent to the origin of the base URL
only. Without -write nothing is changed.

Usage: LEDGERLINK_API_KEY=… verify -base-url https://… [flags]

`

const helpDetails = `
A run sends at most %d requests, one at a time, follows no redirects, and waits as
Retry-After and the rate limit headers ask, at most %v at once. A request may take
%v.

-write creates customers whose external IDs begin with link-verify-. It deletes
them at the end, also after Ctrl-C and after a failure, and lists what it could not
delete. To find a customer whose create had no response, it reads the whole list.

The output contains no key, no value of a body, and at most four characters of an
id. Each promise of the spec holds, differs or was not seen.

Exit status: 0 if all documented promises that were seen hold, 1 if one is broken, 2
if nothing or not everything could be checked, or for a mistake on the command line.
A promise that the spec only infers is reported if it differs, and does not change the
status. With -compare, 3 if something changed, and 0 for differences that the file has,
too. go run turns each status except 0 into 1: build the program for scripts.
`

// printHelp prints the help. The flags come from the code, so that they cannot go stale.
func printHelp(w io.Writer) {
	fmt.Fprint(w, helpIntro)
	set := newFlagSet(&options{})
	set.SetOutput(w)
	set.PrintDefaults()
	fmt.Fprintf(w, helpDetails, verify.MaxRequests, verify.DefaultMaxWait, verify.DefaultRequestTimeout)
}
