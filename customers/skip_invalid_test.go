package customers_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// invalidElements are valid JSON but no customers, with the field of the error.
var invalidElements = []struct{ json, field string }{
	{`null`, ""},
	{`7`, ""},
	{`"not-a-customer"`, ""},
	{`[{"id":"inner"}]`, ""},
	{`{}`, "id"},
	{`{"id":null}`, "id"},
	{`{"id":"c","status":7}`, "status"},
	{`{"id":"c","createdAt":"yesterday"}`, "createdAt"},
	{`{"id":"c","id":"d"}`, "id"},
	{`{"x":{"y":1,"y":2},"id":"c","\u0069d":"d"}`, "id"},
	{`{"id":"c","accounts":[null,{"id":"x","name":{}}]}`, "accounts[1].name"},
}

// skippedBy returns a SkipInvalid that collects the errors.
func skippedBy(skipped *[]*customers.Error) customers.CallOption {
	return customers.SkipInvalid(func(e *customers.Error) { *skipped = append(*skipped, e) })
}

// TestSkipInvalid has customers before, between and after all invalid elements.
func TestSkipInvalid(t *testing.T) {
	t.Parallel()
	list := append(make([]string, 0, 2*len(invalidElements)+2), `{"id":"first"}`)
	for i, invalid := range invalidElements {
		list = append(list, invalid.json, fmt.Sprintf(`{"id":"valid-%d"}`, i))
	}
	list = append(list, `{"id":"last","externalId":"the-last"}`)
	client := offSpecServer(t, respond(200, jsonType, "[ "+strings.Join(list, " ,\n")+" ]"))
	wantIDs := append(make([]string, 0, len(invalidElements)+2), "first")
	for i := range invalidElements {
		wantIDs = append(wantIDs, fmt.Sprintf("valid-%d", i))
	}
	wantIDs = append(wantIDs, "last")

	for name, call := range map[string]func(customers.CallOption) ([]string, error){
		"All": func(option customers.CallOption) (ids []string, err error) {
			for customer, err := range client.All(t.Context(), option) {
				if err != nil {
					return ids, err
				}
				ids = append(ids, customer.ID)
			}
			return ids, nil
		},
		"List": func(option customers.CallOption) (ids []string, err error) {
			list, err := client.List(t.Context(), option)
			for _, customer := range list {
				ids = append(ids, customer.ID)
			}
			return ids, err
		},
		"FindByExternalID": func(option customers.CallOption) ([]string, error) {
			customer, err := client.FindByExternalID(t.Context(), "the-last", option)
			if err == nil && customer.ID != "last" {
				t.Errorf("FindByExternalID = %+v", customer)
			}
			return wantIDs, err
		},
	} {
		var skipped []*customers.Error
		ids, err := call(skippedBy(&skipped))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(wantIDs, ids); diff != "" {
			t.Errorf("%s: ids (-want +got):\n%s", name, diff)
		}
		if len(skipped) != len(invalidElements) {
			t.Fatalf("%s: %d elements are skipped, want %d", name, len(skipped), len(invalidElements))
		}
		for i, e := range skipped {
			invalid := invalidElements[i]
			wantSentinel(t, e, customers.ErrUnexpectedResponse)
			want := customers.Element{Index: 2*i + 1, Raw: []byte(invalid.json)}
			if e.Element == nil || e.Element.Index != want.Index || !bytes.Equal(e.Element.Raw, want.Raw) {
				t.Errorf("%s: Element = %+v, want %+v", name, e.Element, want)
			}
			if text := fmt.Sprintf("element at index %d: ", want.Index); !strings.Contains(oneLineOf(t, e), text) {
				t.Errorf("%s: error = %v, want %q in it", name, e, text)
			}
			if fields := strings.Join(fieldNames(e), ","); fields != invalid.field {
				t.Errorf("%s: %s: fields = %q, want %q", name, invalid.json, fields, invalid.field)
			}
			if e.Op != name || e.StatusCode != 200 || e.RequestID != "req-42" || len(e.Attempts) != 1 {
				t.Errorf("%s: the error %+v lacks the call", name, *e)
			}
		}
	}
}

// TestSkipInvalid_EndsWithList has lists that cannot be read further after an element that is skipped.
func TestSkipInvalid_EndsWithList(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, rest string
		want       error
		index      int
	}{
		{"malformed", `,{"id":}]`, customers.ErrUnexpectedResponse, 2},
		{"malformed, of another kind", `,[tru]]`, customers.ErrUnexpectedResponse, 2},
		{"malformed, after a wrong type", `,{"id":1,"x":tru}]`, customers.ErrUnexpectedResponse, 2},
		{"truncated", `,{"id":7`, customers.ErrUnexpectedResponse, 2},
		{"truncated after the element", ``, customers.ErrUnexpectedResponse, 2},
		{"too large", `,{"id":7,"x":"` + strings.Repeat("x", 5000) + `"}]`, customers.ErrResponseTooLarge, 2},
		{"too large, of another kind", `,"` + strings.Repeat("x", 5000) + `"]`, customers.ErrResponseTooLarge, 2},
		{"too many values", `,[` + strings.Repeat("[],", 1100) + `0]]`, customers.ErrResponseTooLarge, 2},
		{"trailing data", `]{}`, customers.ErrUnexpectedResponse, 2},
	} {
		client := offSpecServer(t, respond(200, jsonType, `[{"id":"a"},{"id":7}`+tc.rest), customers.WithMaxResponseBytes(4096))
		var skipped []*customers.Error
		var last error
		n := 0
		for _, err := range client.All(t.Context(), skippedBy(&skipped)) {
			last = err
			n++
		}
		wantSentinel(t, last, tc.want)
		if len(skipped) != 1 || n != 2 {
			t.Errorf("%s: %d elements are skipped and %d yielded, want 1 and 2", tc.name, len(skipped), n)
		}
		if e := asError(t, last); e.Element == nil || e.Element.Index != tc.index || e.Element.Raw != nil {
			t.Errorf("%s: Element = %+v, want the index %d only", tc.name, e.Element, tc.index)
		}
	}
}

// TestSkipInvalid_InvalidArgument passes the option to methods without a list, and without a function to all.
func TestSkipInvalid_InvalidArgument(t *testing.T) {
	t.Parallel()
	requests := 0
	client := offSpecServer(t, respond(200, jsonType, "[]"), tap(func(*http.Request) { requests++ }))
	lists := []string{"All", "List", "FindByExternalID"}
	for _, op := range operations() {
		options := map[string]customers.CallOption{"nil function": customers.SkipInvalid(nil)}
		if !slices.Contains(lists, op.name) {
			options["no list"] = customers.SkipInvalid(func(*customers.Error) {})
		}
		for name, option := range options {
			err := op.call(t, client, option)
			wantSentinel(t, err, customers.ErrInvalidArgument)
			if fields := fieldNames(asError(t, err)); !slices.Equal(fields, []string{"skipInvalid"}) {
				t.Errorf("%s, %s: fields = %q, want skipInvalid", op.name, name, fields)
			}
		}
	}
	if requests != 0 {
		t.Errorf("%d requests were sent, want 0", requests)
	}
}

// endlessClient returns a client that receives a list without end, which repeats the elements. It signals ended when the
// body is closed.
func endlessClient(t *testing.T, ended chan<- struct{}, elements string, opts ...customers.Option) *customers.Client {
	t.Helper()
	return newClient(t, "https://h", append(opts, customers.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			body := &repeatingBody{elements: elements, rest: "[" + elements, ended: ended}
			return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {jsonType}}, Body: body}, nil
		}),
	}))...)
}

type repeatingBody struct {
	elements, rest string
	ended          chan<- struct{}
	once           sync.Once
}

func (b *repeatingBody) Read(p []byte) (int, error) {
	if b.rest == "" {
		b.rest = "," + b.elements
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

func (b *repeatingBody) Close() error {
	b.once.Do(func() { b.ended <- struct{}{} })
	return nil
}

// TestSkipInvalid_Panic panics in the function: the panic reaches the caller, and the connection is closed.
func TestSkipInvalid_Panic(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{}, 1)
	observer := &callEnds{}
	client := endlessClient(t, ended, "7", customers.WithObserver(observer))
	defer func() {
		if got := recover(); got != "from the function" {
			t.Errorf("recover() = %v", got)
		}
		<-ended
		if observer.n != 1 {
			t.Errorf("%d ends of the call were observed, want 1", observer.n)
		}
	}()
	_, _ = client.List(t.Context(), customers.SkipInvalid(func(*customers.Error) { panic("from the function") }))
}

// callEnds counts the ends of calls.
type callEnds struct{ n int }

func (*callEnds) CallStart(ctx context.Context, _ customers.Operation) context.Context { return ctx }

func (*callEnds) AttemptEnd(context.Context, customers.Operation, customers.Attempt) {}

func (o *callEnds) CallEnd(context.Context, customers.Operation, customers.CallResult) { o.n++ }

// TestSkipInvalid_StopsEarly leaves the loop, and finds a customer, after elements that are skipped.
func TestSkipInvalid_StopsEarly(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{}, 1)
	client := endlessClient(t, ended, `{"id":7},null,`+documented)
	var skipped []*customers.Error
	n := 0
	for customer, err := range client.All(t.Context(), skippedBy(&skipped)) {
		if err != nil || customer.ID != "customer-id" {
			t.Fatalf("customer = %+v, %v", customer, err)
		}
		if n++; n == 2 {
			break
		}
	}
	<-ended
	customer, err := client.FindByExternalID(t.Context(), "customer-ext-001", skippedBy(&skipped))
	if err != nil || customer.ID != "customer-id" {
		t.Errorf("FindByExternalID = %+v, %v", customer, err)
	}
	<-ended
	if len(skipped) != 4+2 {
		t.Errorf("%d elements are skipped, want 6", len(skipped))
	}
	if e := skipped[3].Element; e.Index != 4 {
		t.Errorf("Index = %d, want 4: elements that are skipped count", e.Index)
	}
}

// TestSkipInvalid_MaxListBytes reads endless lists of which everything is skipped.
func TestSkipInvalid_MaxListBytes(t *testing.T) {
	t.Parallel()
	for _, element := range []string{`7`, `{}`, `{"id":7}`} {
		ended := make(chan struct{}, 1)
		client := endlessClient(t, ended, element, customers.WithMaxListBytes(10_000))
		var skipped []*customers.Error
		_, err := client.List(t.Context(), skippedBy(&skipped))
		wantSentinel(t, err, customers.ErrResponseTooLarge)
		if n := len(skipped); n == 0 || n > 10_000/len(","+element) {
			t.Errorf("%s: %d elements are skipped", element, n)
		}
		<-ended
	}
}

// TestSkipInvalid_RawIsCopy skips many elements, which overwrite the buffer of those before.
func TestSkipInvalid_RawIsCopy(t *testing.T) {
	t.Parallel()
	list := make([]string, 1000)
	for i := range list {
		list[i] = fmt.Sprintf(`{"id":%d,"x":%q}`, i, strings.Repeat("x", 300+i%7))
	}
	client := offSpecServer(t, respond(200, jsonType, "["+strings.Join(list, ",")+"]"))
	var skipped []*customers.Error
	if _, err := client.List(t.Context(), skippedBy(&skipped)); err != nil || len(skipped) != len(list) {
		t.Fatalf("List: %v, and %d elements are skipped", err, len(skipped))
	}
	for i, e := range skipped {
		if string(e.Element.Raw) != list[i] {
			t.Fatalf("Raw of element %d is %.100q", i, e.Element.Raw)
		}
	}
}

// TestSkipInvalid_Ensure checks that the option applies to the look-up of Ensure.
func TestSkipInvalid_Ensure(t *testing.T) {
	t.Parallel()
	list := `[7,{"id":"c","externalId":"` + ensureParams.ExternalID + `"}]`
	client, _ := scripted(t, []step{status(http.StatusConflict), bodyOf(200, list)})
	var skipped []*customers.Error
	customer, _, err := client.Ensure(t.Context(), ensureParams, skippedBy(&skipped))
	if err != nil || customer.ID != "c" || len(skipped) != 1 {
		t.Errorf("Ensure = %v, %v with %d skipped elements, want c with 1", customer, err, len(skipped))
	}
}
