package customersotel_test

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestSpanOfAStream demands that the spans of a list last as long as its iteration, however that ends.
func TestSpanOfAStream(t *testing.T) {
	t.Parallel()
	waits := func(r *http.Request) error { // an answer that pauses until the call is over
		<-r.Context().Done()
		return r.Context().Err()
	}
	for name, test := range map[string]struct {
		rest         func(r *http.Request) error // how the list goes on after two customers; nil for a proper end
		goOn, cancel bool
		call, get    string // error.type
	}{
		"read to its end": {goOn: true},
		"broken off":      {rest: waits},
		"canceled":        {rest: waits, goOn: true, cancel: true, call: "canceled", get: "canceled"},
		"cut": {
			rest: func(*http.Request) error { return io.ErrUnexpectedEOF }, goOn: true,
			call: "no complete response", get: "*errors.errorString",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := record(t)
			client, err := customers.New("https://h", customers.WithAPIKey("a-key"), r.option,
				customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
					body := io.Reader(strings.NewReader(`[{"id":"a"},{"id":"b"}]`))
					if test.rest != nil {
						body = io.MultiReader(strings.NewReader(`[{"id":"a"},{"id":"b"},`), reader(func() error { return test.rest(r) }))
					}
					return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(body)}, nil
				})}))
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			read := 0
			for _, err := range client.All(ctx) {
				if slices.Contains(r.names(), "customers.All") {
					t.Errorf("the call's span ended during the iteration (%v)", err)
				}
				if test.cancel {
					cancel()
				}
				if read++; !test.goOn {
					break
				}
			}
			if diff := cmp.Diff([]span{exchange("GET", all, "200", "", test.get), call("All", "1", test.call)},
				[]span{spanOf(r.Ended()[0]), spanOf(r.Ended()[1])}); diff != "" {
				t.Errorf("after %d customers, spans (-want +got):\n%s", read, diff)
			}
		})
	}
}

// reader is a reader that has nothing but an error.
type reader func() error

func (f reader) Read([]byte) (int, error) { return 0, f() }
