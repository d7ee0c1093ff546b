package main

import (
	"fmt"
	"io"
	"strings"
)

// greet prints what a user needs to make the first call, from a shell or from a program that uses the SDK.
func (o options) greet(w io.Writer, url string, customers int) {
	fmt.Fprintf(w, `LedgerLink sandbox, customers: %d
  URL  %s
  key  %s
  docs %s/docs

  curl -H %s %s/api/v1/account-manager/customers
  export LEDGERLINK_BASE_URL=%s LEDGERLINK_API_KEY=%s

Stop with Ctrl-C.
`, customers, url, o.key, url, quote("X-API-KEY: "+o.key), url, url, quote(o.key))
}

// quote makes one word of a text for a POSIX shell.
func quote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
