package main

import (
	"strings"
	"testing"
)

func TestGreet(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	options{key: "it's"}.greet(&out, "http://127.0.0.1:8080", 7)
	want := `LedgerLink sandbox, customers: 7
  URL  http://127.0.0.1:8080
  key  it's
  docs http://127.0.0.1:8080/docs

  curl -H 'X-API-KEY: it'\''s' http://127.0.0.1:8080/api/v1/account-manager/customers
  export LEDGERLINK_BASE_URL=http://127.0.0.1:8080 LEDGERLINK_API_KEY='it'\''s'

Stop with Ctrl-C.
`
	if out.String() != want {
		t.Errorf("greeting is\n%s\nwant\n%s", out.String(), want)
	}
}
