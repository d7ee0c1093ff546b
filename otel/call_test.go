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

// TestSpans checks the names, kinds, parents and attributes of all spans of a call, and the traceparent headers that
// the server received.
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
		"success": {nil, get("customer-id"), []span{attemptSpan("GET", one, "200", "", ""), callSpan("Get", "1", "")}},
		"not found": {nil, get("unknown-id"), []span{
			attemptSpan("GET", one, "404", "", "not found"), callSpan("Get", "1", "not found"),
		}},
		"retries": {
			[]customerstest.Fault{{Status: 503}, {Status: 429}},
			get("customer-id"),
			[]span{
				attemptSpan("GET", one, "503", "", "server error"), attemptSpan("GET", one, "429", "1", "rate limited"),
				attemptSpan("GET", one, "200", "2", ""), callSpan("Get", "3", ""),
			},
		},
		"cut": {
			[]customerstest.Fault{{Kind: "truncate"}},
			get("customer-id"),
			[]span{
				attemptSpan("GET", one, "200", "", "no complete response"),
				attemptSpan("GET", one, "200", "1", ""), callSpan("Get", "2", ""),
			},
		},
		"list": {nil, func(ctx context.Context, c *customers.Client) error {
			_, err := c.List(ctx)
			return err
		}, []span{attemptSpan("GET", all, "200", "", ""), callSpan("List", "1", "")}},
		"conflict": {nil, func(ctx context.Context, c *customers.Client) error {
			_, err := c.Create(ctx, customers.CreateParams{ExternalID: "customer-ext-001", Status: customers.StatusActive})
			return err
		}, []span{attemptSpan("POST", all, "409", "", "conflict"), callSpan("Create", "1", "conflict")}},
		"no match": {nil, func(ctx context.Context, c *customers.Client) error {
			_, err := c.FindByExternalID(ctx, "another")
			return err
		}, []span{attemptSpan("GET", all, "200", "", ""), callSpan("FindByExternalID", "1", "")}},
		"invalid argument": {nil, get(""), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, srv, client := newServer(t)
			for _, fault := range test.faults {
				srv.Fail(fault, 1)
			}
			ctx, parent := r.tracers.Tracer("test").Start(t.Context(), "parent")
			_ = test.call(ctx, client)
			got := spansOf(r.Ended())
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Fatalf("spans (-want +got):\n%s", diff)
			}
			if len(got) > 0 {
				checkParents(t, r.Ended(), parent.SpanContext(), srv)
			}
		})
	}
}

// checkParents checks the spans of one call. The last one is the span of the call, a child of the caller's span. The
// others are the spans of its attempts, children of the span of the call. The server must have received their contexts.
func checkParents(t *testing.T, spans []sdktrace.ReadOnlySpan, caller trace.SpanContext, srv *customerstest.Server) {
	t.Helper()
	last := spans[len(spans)-1]
	if last.Parent().SpanID() != caller.SpanID() {
		t.Errorf("the parent of %s is %v, want the caller's %v", last.Name(), last.Parent().SpanID(), caller.SpanID())
	}
	requests := srv.Requests()
	for i, s := range spans {
		if s.SpanKind() != trace.SpanKindClient {
			t.Errorf("%s is a %v span, want a client span", s.Name(), s.SpanKind())
		}
		if got := s.SpanContext().TraceID(); got != caller.TraceID() {
			t.Errorf("%s is part of trace %v, want %v", s.Name(), got, caller.TraceID())
		}
		if s == last {
			continue
		}
		if s.Parent().SpanID() != last.SpanContext().SpanID() {
			t.Errorf("the parent of %s is %v, want the span of the call", s.Name(), s.Parent().SpanID())
		}
		if _, host := attrs(s.Attributes()); host != hostOf(t, srv.URL) {
			t.Errorf("server %s, want %s", host, hostOf(t, srv.URL))
		}
		want := fmt.Sprintf("00-%s-%s-01", s.SpanContext().TraceID(), s.SpanContext().SpanID())
		if got := requests[i].Header.Get("Traceparent"); got != want {
			t.Errorf("traceparent of request %d = %q, want %q", i, got, want)
		}
	}
}

// TestSpans_List checks that the spans of a list end when its iteration ends, for each way in which it can end.
func TestSpans_List(t *testing.T) {
	t.Parallel()
	wait := func(r *http.Request) error { // the response pauses until the call ends
		<-r.Context().Done()
		return r.Context().Err()
	}
	for name, test := range map[string]struct {
		rest         func(r *http.Request) error // the read error after two customers; nil if the list is complete
		stop, cancel bool                        // what the caller does after the first customer
	}{
		"complete":  {},
		"stopped":   {rest: wait, stop: true},
		"canceled":  {rest: wait, cancel: true},
		"truncated": {rest: func(*http.Request) error { return io.ErrUnexpectedEOF }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newTelemetry(t)
			client, err := customers.New("https://h", customers.WithAPIKey("a-key"), r.option,
				customers.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
					body := io.Reader(strings.NewReader(`[{"id":"a"},{"id":"b"}]`))
					if test.rest != nil {
						rest := errReader(func() error { return test.rest(r) })
						body = io.MultiReader(strings.NewReader(`[{"id":"a"},{"id":"b"},`), rest)
					}
					return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(body)}, nil
				})}))
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			read, errorType := 0, ""
			for _, err := range client.All(ctx) {
				errorType = kindOf(err)
				if slices.Contains(r.names(), "customers.All") {
					t.Errorf("the span of the call ended during the iteration (%v)", err)
				}
				if test.cancel {
					cancel()
				}
				if read++; test.stop {
					break
				}
			}
			want := []span{attemptSpan("GET", all, "200", "", errorType), callSpan("All", "1", errorType)}
			got := []span{spanOf(r.Ended()[0]), spanOf(r.Ended()[1])}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("after %d customers, spans (-want +got):\n%s", read, diff)
			}
		})
	}
}

// errReader is a reader without data. Read returns the error of the function.
type errReader func() error

func (f errReader) Read([]byte) (int, error) { return 0, f() }

// otherObserver is an observer that starts its own span below that of the call, and does not end it.
type otherObserver struct{ *telemetry }

func (o otherObserver) CallStart(ctx context.Context, _ customers.Operation) context.Context {
	ctx, _ = o.tracers.Tracer("other").Start(ctx, "other")
	return ctx
}
func (otherObserver) AttemptEnd(context.Context, customers.Operation, customers.Attempt) {}
func (otherObserver) CallEnd(context.Context, customers.Operation, customers.CallResult) {}

// TestCallEnd_OtherSpanInContext checks that CallEnd ends its own span if another observer put one into the context.
func TestCallEnd_OtherSpanInContext(t *testing.T) {
	t.Parallel()
	r, _, client := newServer(t)
	client, err := client.With(customers.WithObserver(otherObserver{r}), customersotel.WithTelemetry())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Get(t.Context(), "customer-id"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"GET " + one, "customers.Get"}, r.names()); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
}
