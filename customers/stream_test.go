package customers_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestAll_EachRangeIsACall ranges twice over one sequence.
func TestAll_EachRangeIsACall(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		respond(200, jsonType, "["+documented+"]")(w, r)
	})
	all := client.All(t.Context())
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests before the first range, want 0", n)
	}
	for range 2 {
		for customer, err := range all {
			if err != nil {
				t.Fatal(err)
			}
			if customer.ID != "customer-id" {
				t.Errorf("customer = %+v", customer)
			}
		}
	}
	if n := requests.Load(); n != 2 {
		t.Errorf("%d requests for 2 ranges", n)
	}
}

// endlessList sends customers until the client closes the connection, then signals ended.
func endlessList(ended chan<- struct{}) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		defer func() { ended <- struct{}{} }()
		w.Header().Set("Content-Type", jsonType)
		_, _ = io.WriteString(w, "["+documented)
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, ","+documented); err != nil {
				return
			}
		}
	}
}

func TestAll_BreakClosesConnection(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{}, 1)
	client := offSpecServer(t, endlessList(ended))
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
}

func TestFindByExternalID_StopsAtMatch(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{}, 1)
	client := offSpecServer(t, endlessList(ended))
	customer, err := client.FindByExternalID(t.Context(), "customer-ext-001")
	if err != nil {
		t.Fatal(err)
	}
	if customer.ID != "customer-id" {
		t.Errorf("customer = %+v", customer)
	}
	<-ended
}

// TestAll_CancelWhileStreaming cancels the context when the first customer has arrived.
func TestAll_CancelWhileStreaming(t *testing.T) {
	t.Parallel()
	client := offSpecServer(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", jsonType)
		_, _ = io.WriteString(w, "["+documented+",")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for _, err := range client.All(ctx) {
		last = err
		cancel()
	}
	wantSentinel(t, last, customers.ErrContextDone)
	if !errors.Is(last, context.Canceled) {
		t.Errorf("error = %v, want context.Canceled in it", last)
	}
}

// TestAll_InvalidList has lists that become invalid after two customers: All yields those, then one error with the
// index and the reason; List returns only the error.
func TestAll_InvalidList(t *testing.T) {
	t.Parallel()
	const good = `{"id":"a"},{"id":"b"}`
	unexpected := customers.ErrUnexpectedResponse
	for _, tc := range []struct {
		name, body string
		yielded    int
		want       error
		reason     string
		field      string
	}{
		{"not a list", `{"id":"a"}`, 0, unexpected, "not a list but a JSON object", ""},
		{"string", `"customers"`, 0, unexpected, "not a list but a JSON string", ""},
		{"null element", `[` + good + `,null]`, 2, unexpected, "index 2: not a customer but null", ""},
		{"number element", `[` + good + `,7]`, 2, unexpected, "index 2: not a customer but a JSON number", ""},
		{"list element", `[` + good + `,[]]`, 2, unexpected, "index 2: not a customer but a JSON array", ""},
		{"no id", `[` + good + `,{"status":"active"}]`, 2, unexpected, "index 2: field id: missing", "id"},
		{"null id", `[` + good + `,{"id":null}]`, 2, unexpected, "index 2: field id: missing", "id"},
		{
			"wrong type", `[` + good + `,{"id":"c","status":7}]`, 2, unexpected,
			"index 2: field status: a JSON number is not expected", "status",
		},
		{
			"wrong type in an account", `[` + good + `,{"id":"c","accounts":[{"id":"x"},{"id":"y","name":{}}]}]`, 2,
			customers.ErrUnexpectedResponse, "index 2: field accounts[1].name: a JSON object is not expected", "accounts[1].name",
		},
		{
			"bad date", `[` + good + `,{"id":"c","createdAt":"yesterday"}]`, 2, unexpected,
			"index 2: field createdAt: a JSON string that cannot be read as a date-time", "createdAt",
		},
		{"duplicate name", `[` + good + `,{"id":"c","id":"d"}]`, 2, unexpected, "index 2: field id: duplicate name", "id"},
		{"trailing data", `[` + good + `] x`, 2, unexpected, "index 2: data after the end", ""},
		{"second list", `[` + good + `][]`, 2, unexpected, "index 2: data after the end", ""},
		{"trailing comma", `[` + good + `,]`, 2, unexpected, "malformed JSON", ""},
		{"truncated after an element", `[` + good, 2, unexpected, "index 2: the response ends early", ""},
		{"truncated in an element", `[` + good + `,{"id":"c`, 2, unexpected, "index 2: the response ends early", ""},
		{
			"element too large", `[` + good + `,{"id":"` + strings.Repeat("x", 5000) + `"}]`, 2,
			customers.ErrResponseTooLarge, "index 2", "",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			client := offSpecServer(t, respond(200, jsonType, tc.body), customers.WithMaxResponseBytes(4096))
			list, err := collect(t, client)
			if len(list) != tc.yielded {
				t.Errorf("All yields %d customers, want %d", len(list), tc.yielded)
			}
			wantSentinel(t, err, tc.want)
			e := asError(t, err)
			if !strings.Contains(e.Error(), tc.reason) {
				t.Errorf("error = %v, want %q in it", e, tc.reason)
			}
			if e.StatusCode != 200 {
				t.Errorf("StatusCode = %d, want 200", e.StatusCode)
			}
			if e.RequestID != "req-42" {
				t.Errorf("RequestID = %q, want req-42", e.RequestID)
			}
			if fields := fieldNames(e); tc.field != "" && !slices.Equal(fields, []string{tc.field}) {
				t.Errorf("fields = %q, want %q", fields, tc.field)
			}
			list, err = client.List(t.Context())
			if list != nil {
				t.Errorf("List = %+v, want nil", list)
			}
			wantSentinel(t, err, tc.want)
		})
	}
}

// TestAll_ConnectionLost loses the connection in the second customer: the error is ErrTransport, because the JSON
// itself was valid.
func TestAll_ConnectionLost(t *testing.T) {
	t.Parallel()
	client := offSpecServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", jsonType)
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `[{"id":"a"},{"id":"b`)
	})
	list, err := collect(t, client)
	if len(list) != 1 {
		t.Errorf("All yields %d customers, want 1", len(list))
	}
	wantSentinel(t, err, customers.ErrTransport)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("error = %v, want io.ErrUnexpectedEOF in it", err)
	}
	if err == nil || !strings.Contains(err.Error(), "index 1: the response ends early") {
		t.Errorf("error = %v, want the index in it", err)
	}
}

// TestList_ErrorKeepsTail reads a list that is longer than 64 KiB, with an invalid last element: Error.Body is its end.
func TestList_ErrorKeepsTail(t *testing.T) {
	t.Parallel()
	const last = `"not a customer"]`
	body := "[" + strings.Repeat(`{"id":"customer-id"},`, 5000) + last
	// The limit is for one customer, not for the list.
	client := offSpecServer(t, respond(200, jsonType, body), customers.WithMaxResponseBytes(4096))
	_, err := client.List(t.Context())
	e := asError(t, err)
	if len(e.Body) != errorBodyLimit {
		t.Errorf("Body has %d bytes, want %d", len(e.Body), errorBodyLimit)
	}
	if !strings.HasSuffix(string(e.Body), last) {
		t.Errorf("Body ends in %q, want %q", e.Body[max(0, len(e.Body)-20):], last)
	}
}

func TestList_OneByteReads(t *testing.T) {
	t.Parallel()
	body := iotest.OneByteReader(strings.NewReader("[" + documented + " , " + documented + "]"))
	client := newClient(t, "https://h", customers.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			header := http.Header{"Content-Type": {jsonType}}
			return &http.Response{StatusCode: 200, Header: header, Body: io.NopCloser(body)}, nil
		}),
	}))
	list, err := client.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 {
		t.Fatalf("List returns %d customers, want 2", len(list))
	}
	if got := list[1].ExternalID; got != "customer-ext-001" {
		t.Errorf("ExternalID of the second = %q", got)
	}
}

// TestList_AnyContentLength reads lists around the lengths at which the slice grows, with a right, a wrong and no
// Content-Length. With the right one, a long list wastes at most a quarter of the slice.
func TestList_AnyContentLength(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 127, 128, 129, 255, 256, 257, 10_000} {
		ids := make([]string, n)
		elements := make([]string, n)
		for i := range n {
			ids[i] = fmt.Sprintf("customer-%06d", i)
			elements[i] = fmt.Sprintf(`{"id":%q}`, ids[i])
		}
		body := "[" + strings.Join(elements, ",") + "]"
		right := strconv.Itoa(len(body))
		for _, length := range []string{"", right, "1", "-1", "many", "9223372036854775807"} {
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
			if err != nil {
				t.Fatalf("%d customers, Content-Length %q: %v", n, length, err)
			}
			if list == nil {
				t.Errorf("%d customers, Content-Length %q: the list is nil", n, length)
			}
			got := make([]string, len(list))
			for i, customer := range list {
				got[i] = customer.ID
			}
			if diff := cmp.Diff(ids, got); diff != "" {
				t.Errorf("%d customers, Content-Length %q (-want +got):\n%s", n, length, diff)
			}
			if length == right && n > 1000 && cap(list) > n*5/4 {
				t.Errorf("the capacity for %d customers is %d", n, cap(list))
			}
		}
	}
}
