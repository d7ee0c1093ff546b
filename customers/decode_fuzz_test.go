package customers_test

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// FuzzList reads any bytes as a list, at once and byte by byte. All and List return the same customers and errors. They
// succeed only on a list of objects with ids, and the customers before an error are the first elements of the list. With
// SkipInvalid, a list that is valid JSON is read to its end.
func FuzzList(f *testing.F) {
	for _, body := range []string{
		"", "[]", "null", "{}", "[", "[]]", "[null]", `[{"id":"a"}]`, `[{"id":"a"},{"id":""}]`,
		`[{"id":"a"},{"id":"b"`, "[" + documented + "]", ` [ {"id":"a"} , {"id":"b","id":"c"} ] `, `[{"id":"a"}]x`,
		`[{"id":1}]`, `[{"ID":"a"}]`, `[{"id":"a"},]`, "[{\"id\":\"\xff\"}]", `[[{"id":"a"}]]`, "\ufeff[]",
		`[{"id":"a","accounts":[{"id":"b"},{"id":null}]},{"id":"c","createdAt":"yesterday"}]`, `[{"id":"a"} {"id":"b"}]`,
		`[{"id":"a","x":{"y":1,"y":2},"x":3},{"id":"b","status":"c","status":"d"}]`,
	} {
		f.Add([]byte(body))
	}
	var next io.Reader
	client := newClient(f, "https://h", customers.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			header := http.Header{"Content-Type": {jsonType}}
			return &http.Response{StatusCode: 200, Header: header, Body: io.NopCloser(next)}, nil
		}),
	}))
	atOnce := func(r io.Reader) io.Reader { return r }
	f.Fuzz(func(t *testing.T, body []byte) {
		var whole []element
		wholeErr := json.Unmarshal(body, &whole, jsontext.AllowDuplicateNames(true))
		valid := wholeErr == nil && !slices.ContainsFunc(whole, func(e element) bool { return e.ID == "" })
		prefix := validPrefix(body)
		texts := map[string]bool{} // of the errors
		for _, reader := range []func(io.Reader) io.Reader{atOnce, iotest.OneByteReader} {
			next = reader(bytes.NewReader(body))
			list, listErr := client.List(t.Context())
			next = reader(bytes.NewReader(body))
			all, allErr := collect(t, client)
			texts[strings.Replace(textOf(listErr), "customers.List", "customers.All", 1)] = true
			texts[textOf(allErr)] = true
			if listErr == nil && !slices.Equal(ids(list), ids(all)) {
				t.Errorf("List = %+v, but All yields %+v", ids(list), ids(all))
			}
			if allErr == nil && !valid {
				t.Errorf("All yields %+v and no error, but json/v2 decodes %+v, %v", ids(all), whole, wholeErr)
			}
			if allErr == nil && !slices.Equal(ids(all), whole) {
				t.Errorf("All yields %+v, but json/v2 decodes %+v", ids(all), whole)
			}
			if n := len(all); n > len(prefix) || !slices.Equal(ids(all), prefix[:n]) {
				t.Errorf("All yields %+v, but the list begins with %+v", ids(all), prefix)
			}
			if allErr != nil && !errors.Is(allErr, customers.ErrUnexpectedResponse) {
				t.Errorf("error = %v, want ErrUnexpectedResponse", allErr)
			}
		}
		var elements []jsontext.Value
		if json.Unmarshal(body, &elements, jsontext.AllowDuplicateNames(true)) == nil && elements != nil {
			skipped, indexes := 0, []int{}
			skip := customers.SkipInvalid(func(e *customers.Error) { skipped, indexes = skipped+1, append(indexes, e.Element.Index) })
			next = bytes.NewReader(body)
			list, err := client.List(t.Context(), skip)
			if err != nil || len(list)+skipped != len(elements) || !slices.IsSorted(indexes) {
				t.Errorf("List with SkipInvalid = %+v, %v, and skips %v of %d", ids(list), err, indexes, len(elements))
			}
		}
		if len(texts) != 1 {
			t.Errorf("List and All, at once and byte by byte, return different errors: %q", slices.Collect(maps.Keys(texts)))
		}
	})
}

// element is the id of a customer, which is all that the fuzz test compares.
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

// validPrefix returns the elements of a list up to the first that is not an object with an id.
func validPrefix(body []byte) (prefix []element) {
	dec := jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowDuplicateNames(true))
	if tok, err := dec.ReadToken(); err != nil || tok.Kind() != '[' {
		return nil
	}
	for {
		value, err := dec.ReadValue()
		var e element
		if err != nil || json.Unmarshal(value, &e, jsontext.AllowDuplicateNames(true)) != nil || e.ID == "" {
			return prefix
		}
		prefix = append(prefix, e)
	}
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
