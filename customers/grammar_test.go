package customers_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestGrammar reads each JSON text of the table of package jsonread in a field and in an unknown member, with Get and
// All. Every invalid text must be an error, and every valid one be accepted, unless the field has another type.
func TestGrammar(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("../internal/jsonread/testdata/grammar.txt")
	if err != nil {
		t.Fatal(err)
	}
	var body string
	client := newClient(t, "https://h", customers.WithRetry(customers.NoRetry), customers.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			header := http.Header{"Content-Type": {jsonType}}
			return &http.Response{StatusCode: 200, Header: header, Body: io.NopCloser(strings.NewReader(body))}, nil
		}),
	}))
	texts := 0
	for line := range strings.Lines(string(table)) {
		kind, quoted, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if kind == "#" {
			continue
		}
		text, err := strconv.Unquote(quoted)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		texts++
		for _, member := range []string{"unknown", "accounts"} {
			object := `{"id":"a","` + member + `":` + text + `}`
			body = object
			_, getErr := client.Get(t.Context(), "a")
			body = `[{"id":"b"},` + object + "]"
			list, listErr := client.List(t.Context())
			for method, err := range map[string]error{"Get": getErr, "List": listErr} {
				switch {
				case err != nil && !errors.Is(err, customers.ErrUnexpectedResponse):
					t.Errorf("%s: %q: %v, want ErrUnexpectedResponse", method, object, err)
				case err == nil && kind == "n":
					t.Errorf("%s: %q was accepted", method, object)
				case err != nil && kind == "y" && member == "unknown":
					t.Errorf("%s: %q: %v", method, object, err)
				}
			}
			if (getErr == nil) != (listErr == nil) || listErr == nil && len(list) != 2 {
				t.Errorf("%q: Get returned %v, and List %d customers and %v", object, getErr, len(list), listErr)
			}
		}
	}
	if texts < 300 {
		t.Errorf("%d texts in the table", texts)
	}
}
