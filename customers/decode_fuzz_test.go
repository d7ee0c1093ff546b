package customers_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// FuzzList reads any bytes as a list, whole and byte by byte. All and List tell the same; they succeed only on a list of
// objects with ids, and what All delivers before an error is what the bytes begin with.
func FuzzList(f *testing.F) {
	for _, body := range []string{
		"", "[]", "null", "{}", "[", "[]]", "[null]", `[{"id":"a"}]`, `[{"id":"a"},{"id":""}]`, `[{"id":"a"},{"id":"b"`, "[" + documented + "]",
		` [ {"id":"a"} , {"id":"b","id":"c"} ] `, `[{"id":"a"}]x`, `[{"id":1}]`, `[{"ID":"a"}]`, `[{"id":"a"},]`, "[{\"id\":\"\xff\"}]", `[[{"id":"a"}]]`,
		`[{"id":"a","accounts":[{"id":"b"},{"id":null}]},{"id":"c","createdAt":"yesterday"}]`, "\ufeff[]", `[{"id":"a"} {"id":"b"}]`,
	} {
		f.Add([]byte(body))
	}
	var next io.Reader
	client := newClient(f, "https://h", customers.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {jsonType}}, Body: io.NopCloser(next)}, nil
		}),
	}))
	f.Fuzz(func(t *testing.T, body []byte) {
		var whole []element
		wholeErr := json.Unmarshal(body, &whole)
		good := wholeErr == nil && !slices.ContainsFunc(whole, func(e element) bool { return e.ID == "" })
		beginning := elementsOf(body)
		texts := make([]string, 0, 4)
		for _, r := range []func(io.Reader) io.Reader{func(r io.Reader) io.Reader { return r }, iotest.OneByteReader} {
			next = r(bytes.NewReader(body))
			list, listErr := client.List(t.Context())
			next = r(bytes.NewReader(body))
			var all []customers.Customer
			var allErr error
			for c, err := range client.All(t.Context()) {
				if allErr = err; err == nil {
					all = append(all, c)
				}
			}
			texts = append(texts, textOf(listErr), textOf(allErr))
			if (listErr == nil) != (allErr == nil) || listErr == nil && !slices.EqualFunc(list, all, sameID) {
				t.Errorf("List = %d customers, %v, but All %d, %v", len(list), listErr, len(all), allErr)
			}
			if allErr == nil && (!good || !slices.Equal(ids(all), whole)) {
				t.Errorf("%+v was read from what decodes to %+v, %v", all, whole, wholeErr)
			}
			if n := len(all); n > len(beginning) || !slices.Equal(ids(all), beginning[:n]) {
				t.Errorf("%+v was delivered of %+v", all, beginning)
			}
			if allErr != nil && !errors.Is(allErr, customers.ErrUnexpectedResponse) {
				t.Errorf("%v, want what says that the answer is wrong", allErr)
			}
		}
		if texts[0] != strings.Replace(texts[1], "All", "List", 1) || texts[2] != texts[0] || texts[3] != texts[1] {
			t.Errorf("the same bytes in other pieces are another error: %q", texts)
		}
	})
}

// element is as much of a customer as tells one from another.
type element struct {
	ID string `json:"id"`
}

func ids(list []customers.Customer) []element {
	elements := make([]element, len(list))
	for i, c := range list {
		elements[i].ID = c.ID
	}
	return elements
}

// elementsOf reads one element after the other, as far as they are good.
func elementsOf(body []byte) (good []element) {
	dec := jsontext.NewDecoder(bytes.NewReader(body))
	if tok, err := dec.ReadToken(); err != nil || tok.Kind() != '[' {
		return nil
	}
	for {
		value, err := dec.ReadValue()
		var e element
		if err != nil || json.Unmarshal(value, &e) != nil || e.ID == "" {
			return good
		}
		good = append(good, e)
	}
}

func sameID(a, b customers.Customer) bool { return a.ID == b.ID }

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
