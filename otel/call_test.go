package customersotel_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// span is what a test compares of a span.
type span struct {
	Name, Status string
	Attrs        map[string]string
}

func spanOf(s sdktrace.ReadOnlySpan) span {
	own, _ := attrs(s.Attributes())
	return span{s.Name(), s.Status().Code.String() + s.Status().Description, own}
}

func spansOf(list []sdktrace.ReadOnlySpan) (spans []span) {
	for _, s := range list {
		spans = append(spans, spanOf(s))
	}
	return spans
}

func exchange(method, route, status, resend, errorType string) span {
	s := span{method + " " + route, codes.Unset.String(), map[string]string{"http.request.method": method, "url.template": route}}
	for key, value := range map[string]string{
		"http.response.status_code": status, "http.request.resend_count": resend, "error.type": errorType,
	} {
		if value != "" {
			s.Attrs[key] = value
		}
	}
	if errorType != "" {
		s.Status = codes.Error.String()
	}
	return s
}

func call(name, attempts, errorType string) span {
	s := span{"customers." + name, codes.Unset.String(), map[string]string{"ledgerlink.operation": name, "ledgerlink.attempts": attempts}}
	if errorType != "" {
		s.Status = codes.Error.String() + errorType
		s.Attrs["error.type"] = errorType
	}
	return s
}

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

// TestTransportErrors has exchanges that end without an answer.
func TestTransportErrors(t *testing.T) {
	t.Parallel()
	errMine := errors.New("secret words")
	var none *http.Response
	for name, test := range map[string]struct {
		do             roundTripper
		exchange, call string
		limit          time.Duration // of an attempt, 0 for none
	}{
		"error":    {func(*http.Request) (*http.Response, error) { return nil, errMine }, "*errors.errorString", "no complete response", 0},
		"nothing":  {func(*http.Request) (*http.Response, error) { return none, nil }, "_OTHER", "no complete response", 0},
		"canceled": {func(*http.Request) (*http.Response, error) { return nil, context.Canceled }, "canceled", "canceled", 0},
		"timeout": {func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, context.Cause(r.Context())
		}, "timeout", "timeout", time.Nanosecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := record(t)
			client, err := customers.New("https://h", customers.WithAPIKey("a-key"), customers.WithRetry(customers.NoRetry), r.option,
				customers.WithAttemptTimeout(test.limit), customers.WithHTTPClient(&http.Client{Transport: test.do}))
			if err != nil {
				t.Fatal(err)
			}
			err = client.Delete(t.Context(), "customer-id")
			failed := call("Delete", "1", test.call)
			failed.Attrs["ledgerlink.outcome_unknown"] = "true"
			want := []span{exchange("DELETE", one, "", "", test.exchange), failed}
			got := []span{spanOf(r.Ended()[0]), spanOf(r.Ended()[1])}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%v: spans (-want +got):\n%s", err, diff)
			}
			if _, host := attrs(r.Ended()[0].Attributes()); host != "h:443" {
				t.Errorf("server %s", host)
			}
		})
	}
}
