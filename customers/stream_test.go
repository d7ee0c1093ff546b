package customers_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

func TestEachRangeIsACall(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		respond(200, jsonType, "["+documented+"]")(w, r)
	})
	all := client.All(t.Context())
	if calls.Load() != 0 {
		t.Error("All did I/O before it was ranged over")
	}
	for range 2 {
		for c, err := range all {
			if err != nil || c.ID != "customer-id" {
				t.Errorf("%+v, %v", c, err)
			}
		}
	}
	if calls.Load() != 2 {
		t.Errorf("%d calls, want 2", calls.Load())
	}
}

func TestBreakClosesTheBody(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{}, 2)
	client := offSpecServer(t, func(w http.ResponseWriter, r *http.Request) {
		defer func() { ended <- struct{}{} }()
		w.Header().Set("Content-Type", jsonType)
		_, _ = io.WriteString(w, "["+documented)
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, ","+documented); err != nil {
				return
			}
		}
	})
	n := 0
	for _, err := range client.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 3 {
			break
		}
	}
	<-ended
	c, err := client.FindByExternalID(t.Context(), "customer-ext-001")
	if err != nil || c.ID != "customer-id" {
		t.Errorf("%v, %v", c, err)
	}
}

func TestCancelInTheMiddle(t *testing.T) {
	t.Parallel()
	client := offSpecServer(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", jsonType)
		_, _ = io.WriteString(w, "["+documented+",")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var err error
	for _, e := range client.All(ctx) {
		err = e
		cancel()
	}
	wantSentinel(t, err, customers.ErrTransport)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want context.Canceled in it", err)
	}
}

func TestListInSmallPieces(t *testing.T) {
	t.Parallel()
	client := newClient(t, "http://127.0.0.1:1", customers.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			body := "[" + documented + " , " + documented + "]"
			return &http.Response{
				StatusCode: 200,
				Header:     http.Header{"Content-Type": {jsonType}},
				Body:       io.NopCloser(iotest.OneByteReader(strings.NewReader(body))),
			}, nil
		}),
	}))
	list, err := client.List(t.Context())
	if err != nil || len(list) != 2 || list[1].ExternalID != "customer-ext-001" {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestBrokenList gives lists that go wrong after good items: All delivers those, then one error that says where.
func TestBrokenList(t *testing.T) {
	t.Parallel()
	const good = `{"id":"a"},{"id":"b"}`
	for _, tc := range []struct {
		name, body string
		delivered  int
		want       error
		words      string
		field      string
	}{
		{"not a list", `{"id":"a"}`, 0, customers.ErrUnexpectedResponse, "not a list but a JSON object", ""},
		{"string", `"customers"`, 0, customers.ErrUnexpectedResponse, "not a list but a JSON string", ""},
		{"null item", `[` + good + `,null]`, 2, customers.ErrUnexpectedResponse, "index 2: not a customer but null", ""},
		{"number item", `[` + good + `,7]`, 2, customers.ErrUnexpectedResponse, "index 2: not a customer but a JSON number", ""},
		{"list item", `[` + good + `,[]]`, 2, customers.ErrUnexpectedResponse, "index 2: not a customer but a JSON array", ""},
		{"no id", `[` + good + `,{"status":"active"}]`, 2, customers.ErrUnexpectedResponse, "index 2: field id: missing", "id"},
		{"null id", `[` + good + `,{"id":null}]`, 2, customers.ErrUnexpectedResponse, "index 2: field id: missing", "id"},
		{
			"wrong type", `[` + good + `,{"id":"c","status":7}]`, 2, customers.ErrUnexpectedResponse,
			"index 2: field status: unexpected a JSON number", "status",
		},
		{
			"wrong type in an account", `[` + good + `,{"id":"c","accounts":[{"id":"x"},{"id":"y","name":{}}]}]`, 2,
			customers.ErrUnexpectedResponse, "index 2: field accounts[1].name: unexpected a JSON object", "accounts[1].name",
		},
		{
			"bad date", `[` + good + `,{"id":"c","createdAt":"yesterday"}]`, 2, customers.ErrUnexpectedResponse,
			"index 2: field createdAt: a JSON string that cannot be read as a date-time", "createdAt",
		},
		{"duplicate name", `[` + good + `,{"id":"c","id":"d"}]`, 2, customers.ErrUnexpectedResponse, "index 2: field id: duplicate name", "id"},
		{"trailing data", `[` + good + `] x`, 2, customers.ErrUnexpectedResponse, "index 2: data after the end", ""},
		{"second list", `[` + good + `][]`, 2, customers.ErrUnexpectedResponse, "index 2: data after the end", ""},
		{"trailing comma", `[` + good + `,]`, 2, customers.ErrUnexpectedResponse, "malformed JSON", ""},
		{"truncated after an item", `[` + good, 2, customers.ErrUnexpectedResponse, "index 2: the response ends early", ""},
		{"truncated in an item", `[` + good + `,{"id":"c`, 2, customers.ErrUnexpectedResponse, "index 2: the response ends early", ""},
		{"too large an item", `[` + good + `,{"id":"` + strings.Repeat("x", 5000) + `"}]`, 2, customers.ErrResponseTooLarge, "index 2", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			client := offSpecServer(t, respond(200, jsonType, tc.body), customers.WithMaxResponseBytes(4096))
			var got []customers.Customer
			var err error
			for c, e := range client.All(t.Context()) {
				if e != nil {
					err = e
					continue
				}
				if err != nil {
					t.Errorf("item %+v after the error", c)
				}
				got = append(got, c)
			}
			if len(got) != tc.delivered {
				t.Errorf("delivered %d items, want %d", len(got), tc.delivered)
			}
			wantSentinel(t, err, tc.want)
			e := asError(t, err)
			if !strings.Contains(e.Error(), tc.words) || e.StatusCode != 200 || e.RequestID != "req-42" {
				t.Errorf("error = %v, want %q", e, tc.words)
			}
			if tc.field != "" && (len(e.Fields) != 1 || e.Fields[0].Field != tc.field) {
				t.Errorf("fields = %+v, want %q", e.Fields, tc.field)
			}
			if list, err := client.List(t.Context()); list != nil || err == nil {
				t.Errorf("List = %v, %v, want no part of a list", list, err)
			}
		})
	}
}

// TestCutList cuts the connection, which is not the server's JSON being wrong.
func TestCutList(t *testing.T) {
	t.Parallel()
	client := offSpecServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", jsonType)
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `[{"id":"a"},{"id":"b`)
	})
	n := 0
	var err error
	for _, e := range client.All(t.Context()) {
		if err = e; e == nil {
			n++
		}
	}
	wantSentinel(t, err, customers.ErrTransport)
	if n != 1 || !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "index 1: the response ends early") {
		t.Errorf("%d items, then %v", n, err)
	}
}

func TestListTail(t *testing.T) {
	t.Parallel()
	var body strings.Builder
	body.WriteString("[")
	for i := range 5000 {
		fmt.Fprintf(&body, `{"id":"customer-%d"},`, i)
	}
	body.WriteString(`"the fault"]`)
	client := offSpecServer(t, respond(200, jsonType, body.String()), customers.WithMaxResponseBytes(4096)) // an item, not the list
	_, err := client.List(t.Context())
	e := asError(t, err)
	if len(e.Body) != errorBodyLimit || !strings.HasSuffix(string(e.Body), `"the fault"]`) {
		t.Errorf("body of %d bytes ends in %q, want the last 64 KiB", len(e.Body), e.Body[max(0, len(e.Body)-20):])
	}
}

// TestEachRangeIsACall ranges twice over one sequence.
// TestBreakClosesTheBody breaks out of an endless list: the server sees its connection end.
// TestCancelInTheMiddle ends the context while the list is read.
// TestListInSmallPieces reads the list one byte at a time.

// TestListOfAnyLength reads lists around the sizes at which List makes more room, whatever the answer says of its length.
// A length that is true saves the room that doubling wastes.
func TestListOfAnyLength(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 127, 128, 129, 255, 256, 257, 10_000} {
		items := make([]string, n)
		for i := range items {
			items[i] = fmt.Sprintf(`{"id":"customer-%06d"}`, i)
		}
		body := "[" + strings.Join(items, ",") + "]"
		for _, length := range []string{"", strconv.Itoa(len(body)), "1", "-1", "many", "9223372036854775807"} {
			header := http.Header{"Content-Type": {jsonType}}
			if length != "" {
				header.Set("Content-Length", length)
			}
			client := newClient(t, "https://h", customers.WithHTTPClient(&http.Client{
				Transport: roundTripper(func(*http.Request) (*http.Response, error) {
					return &http.Response{StatusCode: 200, Header: header, Body: io.NopCloser(strings.NewReader(body))}, nil
				}),
			}))
			list, err := client.List(t.Context())
			if err != nil || list == nil || len(list) != n {
				t.Fatalf("List of %d = %d customers, %v", n, len(list), err)
			}
			for i, c := range list {
				if c.ID != fmt.Sprintf("customer-%06d", i) {
					t.Errorf("customer %d of %d is %q", i, n, c.ID)
				}
			}
			if length == strconv.Itoa(len(body)) && n > 1000 && cap(list) > n*5/4 {
				t.Errorf("room for %d customers to hold %d, although the length was told", cap(list), n)
			}
		}
	}
}

// TestListForgets reads a customer that only json/v2 can read after a full one: nothing of the full one is left in it.
func TestListForgets(t *testing.T) {
	t.Parallel()
	client := offSpecServer(t, respond(200, jsonType, `[`+documented+`,{"id":"b","accounts":[null]},{"id":"c"}]`))
	list, err := client.List(t.Context())
	if err != nil || len(list) != 3 {
		t.Fatalf("List = %+v, %v", list, err)
	}
	want := []customers.Customer{{ID: "b", Accounts: []customers.Account{{}}}, {ID: "c"}}
	if diff := cmp.Diff(want, list[1:]); diff != "" {
		t.Error(diff)
	}
}
