package customersotel_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
	customersotel "github.com/ledgerlink/link-sdk-go/otel"
)

// TestSpans holds the spans of calls to the letter: their names, kinds, parents, attributes, and the header that the server
// got.
func TestSpans(t *testing.T) {
	t.Parallel()
	get := func(id string) func(context.Context, *customers.Client) error {
		return func(ctx context.Context, c *customers.Client) error {
			_, err := c.Get(ctx, id)
			return err
		}
	}
	for name, test := range map[string]struct {
		faults []customerstest.Fault
		call   func(context.Context, *customers.Client) error
		want   []span
	}{
		"success": {nil, get("customer-id"), []span{exchange("GET", one, "200", "", ""), call("Get", "1", "")}},
		"not found": {nil, get("unknown-id"), []span{
			exchange("GET", one, "404", "", "404"), call("Get", "1", "not found"),
		}},
		"retries": {
			[]customerstest.Fault{{Status: 503}, {Status: 429}},
			get("customer-id"),
			[]span{
				exchange("GET", one, "503", "", "503"), exchange("GET", one, "429", "1", "429"),
				exchange("GET", one, "200", "2", ""), call("Get", "3", ""),
			},
		},
		"cut": {
			[]customerstest.Fault{{Kind: "truncate"}},
			get("customer-id"),
			[]span{
				exchange("GET", one, "200", "", "*errors.errorString"),
				exchange("GET", one, "200", "1", ""), call("Get", "2", ""),
			},
		},
		"list": {nil, func(ctx context.Context, c *customers.Client) error {
			_, err := c.List(ctx)
			return err
		}, []span{exchange("GET", all, "200", "", ""), call("List", "1", "")}},
		"conflict": {nil, func(ctx context.Context, c *customers.Client) error {
			_, err := c.Create(ctx, customers.CreateParams{ExternalID: "customer-ext-001", Status: customers.StatusActive})
			return err
		}, []span{exchange("POST", all, "409", "", "409"), call("Create", "1", "conflict")}},
		"search in vain": {nil, func(ctx context.Context, c *customers.Client) error {
			_, err := c.FindByExternalID(ctx, "another")
			return err
		}, []span{exchange("GET", all, "200", "", ""), call("FindByExternalID", "1", "not found")}},
		"refused": {nil, get(""), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, srv, client := server(t)
			for _, fault := range test.faults {
				srv.Fail(fault, 1)
			}
			ctx, parent := r.tracers.Tracer("test").Start(t.Context(), "the program's")
			_ = test.call(ctx, client)
			got := spansOf(r.Ended())
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Fatalf("spans (-want +got):\n%s", diff)
			}
			if len(got) > 0 {
				checkFamily(t, r.Ended(), parent.SpanContext(), srv)
			}
		})
	}
}

// checkFamily checks the spans of one call: the exchanges are children of the call's, which comes last, and that of its
// caller's, and the server got the context of each exchange.
func checkFamily(t *testing.T, spans []sdktrace.ReadOnlySpan, caller trace.SpanContext, srv *customerstest.Server) {
	t.Helper()
	last := spans[len(spans)-1]
	if last.Parent().SpanID() != caller.SpanID() {
		t.Errorf("the parent of %s is %v, want the caller's %v", last.Name(), last.Parent().SpanID(), caller.SpanID())
	}
	requests := srv.Requests()
	for i, s := range spans {
		if s.SpanKind() != trace.SpanKindClient || s.SpanContext().TraceID() != caller.TraceID() {
			t.Errorf("%s is a %v span of trace %v", s.Name(), s.SpanKind(), s.SpanContext().TraceID())
		}
		if s == last {
			continue
		}
		if s.Parent().SpanID() != last.SpanContext().SpanID() {
			t.Errorf("the parent of %s is %v, want that of the call", s.Name(), s.Parent().SpanID())
		}
		if _, host := attrs(s.Attributes()); host != hostOf(t, srv.URL) {
			t.Errorf("server %s, want %s", host, hostOf(t, srv.URL))
		}
		want := fmt.Sprintf("00-%s-%s-01", s.SpanContext().TraceID(), s.SpanContext().SpanID())
		if got := requests[i].Header.Get("Traceparent"); got != want {
			t.Errorf("the server got traceparent %q with request %d, want %q", got, i, want)
		}
	}
}

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

// between is an observer that begins a span below ours.
type between struct{ *telemetry }

func (b between) CallStart(ctx context.Context, _ customers.Operation) context.Context {
	ctx, _ = b.tracers.Tracer("between").Start(ctx, "between")
	return ctx
}
func (between) AttemptEnd(context.Context, customers.Operation, customers.Attempt) {}
func (between) CallEnd(context.Context, customers.Operation, customers.CallResult) {}

// TestOwnSpanEnds has another observer put its span into the context: ours is the one to end.
func TestOwnSpanEnds(t *testing.T) {
	t.Parallel()
	r, _, client := server(t)
	client, err := client.With(customers.WithObserver(between{r}), customersotel.WithTelemetry())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Get(t.Context(), "customer-id"); err != nil || fmt.Sprint(r.names()) != "[GET "+one+" customers.Get]" {
		t.Errorf("%v with spans %v", err, r.names())
	}
}
