package customers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// recorder is an Observer that records its calls in a log, which several recorders can share. CallStart appends its
// name to a value of the context, and the other methods record that value.
type recorder struct {
	name    string
	log     *[]string
	results []customers.CallResult
}

type recorderKey struct{}

func (o *recorder) CallStart(ctx context.Context, op customers.Operation) context.Context {
	o.record("CallStart %v", op)
	before, _ := ctx.Value(recorderKey{}).(string)
	return context.WithValue(ctx, recorderKey{}, before+o.name)
}

func (o *recorder) AttemptEnd(ctx context.Context, op customers.Operation, a customers.Attempt) {
	o.record("AttemptEnd %d in %v: %d %v %s", op.Attempt, ctx.Value(recorderKey{}), a.StatusCode, a.Err, a.RequestID)
}

func (o *recorder) CallEnd(ctx context.Context, op customers.Operation, result customers.CallResult) {
	o.record("CallEnd %s in %v: %d attempts", op.Name, ctx.Value(recorderKey{}), len(result.Attempts))
	o.results = append(o.results, result)
}

func (o *recorder) record(format string, args ...any) {
	*o.log = append(*o.log, o.name+": "+fmt.Sprintf(format, args...))
}

// TestWithObserver_Order has two observers: the first starts first and ends last.
func TestWithObserver_Order(t *testing.T) {
	t.Parallel()
	var log []string
	a, b := &recorder{name: "a", log: &log}, &recorder{name: "b", log: &log}
	unavailable := func(r *http.Request) (*http.Response, error) {
		log = append(log, fmt.Sprint("RoundTrip in ", r.Context().Value(recorderKey{})))
		return status(503)(r)
	}
	client, _ := scripted(t, []step{unavailable, ok}, customers.WithObserver(a), customers.WithObserver(b),
		customers.WithRetry(customers.RetryPolicy{BaseDelay: 1}))
	if _, err := client.Get(t.Context(), "customer-id"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{
		"a: CallStart {Get GET /api/v1/account-manager/customers/{id} 0}",
		"b: CallStart {Get GET /api/v1/account-manager/customers/{id} 0}",
		"RoundTrip in ab",
		"b: AttemptEnd 1 in ab: 503 <nil> req-42",
		"a: AttemptEnd 1 in ab: 503 <nil> req-42",
		"b: AttemptEnd 2 in ab: 200 <nil> ",
		"a: AttemptEnd 2 in ab: 200 <nil> ",
		"b: CallEnd Get in ab: 2 attempts",
		"a: CallEnd Get in ab: 2 attempts",
	}, log); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	if len(a.results) != 1 {
		t.Fatalf("%d results, want 1", len(a.results))
	}
	result := a.results[0]
	if result.Start.IsZero() {
		t.Error("the result has no Start")
	}
	if result.Duration <= 0 {
		t.Errorf("Duration = %v", result.Duration)
	}
	if result.Err != nil {
		t.Errorf("Err = %v, want nil", result.Err)
	}
}

// TestObserver_EachOperation notifies the observer of one start, one attempt and one end, with the same error that the
// method returns.
func TestObserver_EachOperation(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]step{
		"success": ok, "error response": status(400), "invalid body": status(200), "truncated body": truncated,
	} {
		for _, op := range operations() {
			var log []string
			o := &recorder{name: "o", log: &log}
			client, _ := scripted(t, []step{do}, customers.WithRetry(customers.NoRetry), customers.WithObserver(o))
			err := op.call(t, client)
			if len(log) != 3 {
				t.Fatalf("%s, %s: log %q, want three entries", op.name, name, log)
			}
			want := fmt.Sprintf("o: CallStart {%s %s %s 0}", op.name, op.method, op.route)
			if log[0] != want {
				t.Errorf("%s, %s: log begins with %q, want %q", op.name, name, log[0], want)
			}
			if !strings.HasPrefix(log[1], "o: AttemptEnd 1 ") {
				t.Errorf("%s, %s: log continues with %q, want AttemptEnd 1", op.name, name, log[1])
			}
			if want := "o: CallEnd " + op.name + " in o: 1 attempts"; log[2] != want {
				t.Errorf("%s, %s: log ends with %q, want %q", op.name, name, log[2], want)
			}
			if got := o.results[0].Err; got != err { //nolint:errorlint // it must be the same value
				t.Errorf("%s, %s: Err = %v, but the method returns %v", op.name, name, got, err)
			}
		}
	}
}

func TestObserver_CallEndsWithTheIteration(t *testing.T) {
	t.Parallel()
	o := &recorder{name: "o", log: &[]string{}}
	client, _ := scripted(t, []step{ok}, customers.WithObserver(o))
	for _, err := range client.All(t.Context()) {
		if err != nil {
			t.Error(err)
		}
		if len(o.results) != 0 {
			t.Error("CallEnd is called before the iteration ends")
		}
		break
	}
	if len(o.results) != 1 {
		t.Fatalf("%d results after the iteration, want 1", len(o.results))
	}
	if err := o.results[0].Err; err != nil {
		t.Errorf("Err = %v after break, want nil", err)
	}
}

func TestObserver_InvalidArgument(t *testing.T) {
	t.Parallel()
	var log []string
	client, _ := scripted(t, []step{ok}, customers.WithObserver(&recorder{name: "o", log: &log}))
	_, err := client.Get(t.Context(), "")
	wantSentinel(t, err, customers.ErrInvalidArgument)
	if len(log) != 0 {
		t.Errorf("the observer is notified of a call that was refused before any I/O: %q", log)
	}
}

func TestObserver_NoAttempt(t *testing.T) {
	t.Parallel()
	var log []string
	client, _ := scripted(t, []step{ok}, customers.WithObserver(&recorder{name: "o", log: &log}))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := client.Get(ctx, "a")
	wantSentinel(t, err, customers.ErrContextDone)
	if diff := cmp.Diff([]string{
		"o: CallStart {Get GET /api/v1/account-manager/customers/{id} 0}",
		"o: CallEnd Get in o: 0 attempts",
	}, log); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
}

// noContext is an observer whose CallStart returns no context.
type noContext struct{}

func (noContext) CallStart(context.Context, customers.Operation) context.Context     { return nil }
func (noContext) AttemptEnd(context.Context, customers.Operation, customers.Attempt) {}
func (noContext) CallEnd(context.Context, customers.Operation, customers.CallResult) {}

func TestObserver_NilContext(t *testing.T) {
	t.Parallel()
	client, _ := scripted(t, []step{ok}, customers.WithObserver(noContext{}))
	if _, err := client.Get(t.Context(), "customer-id"); err != nil {
		t.Error(err)
	}
}

// TestWithObserver_DerivedClients derives two clients from one: neither has the other's observer.
func TestWithObserver_DerivedClients(t *testing.T) {
	t.Parallel()
	// A slice of three observers has room for a fourth, which the derived clients must not share.
	three := slices.Repeat([]customers.Option{customers.WithObserver(noContext{})}, 3)
	client, _ := scripted(t, []step{ok}, three...)
	var log []string
	derived, err := client.With(customers.WithObserver(&recorder{name: "one", log: &log}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = client.With(customers.WithObserver(&recorder{name: "two", log: &log})); err != nil {
		t.Fatal(err)
	}
	if _, err = derived.Get(t.Context(), "customer-id"); err != nil {
		t.Fatal(err)
	}
	if len(log) != 3 || !strings.HasPrefix(log[0], "one: ") {
		t.Errorf("log = %q, want three entries of the observer of the client itself", log)
	}
}

// recordKey is a middleware that records its name, the attempt and the API key of each request.
func recordKey(log *[]string, name string) customers.Option {
	return tap(func(r *http.Request) {
		op, _ := customers.OperationFromContext(r.Context())
		*log = append(*log, fmt.Sprintf("%s: attempt %d with key %s", name, op.Attempt, r.Header.Get("X-Api-Key")))
	})
}

// TestWithMiddleware_Order has two middlewares: the first is the outermost, and each is called once per attempt.
func TestWithMiddleware_Order(t *testing.T) {
	t.Parallel()
	var log []string
	client, _ := scripted(t, []step{status(503), ok}, recordKey(&log, "first"), recordKey(&log, "second"),
		customers.WithRetry(customers.RetryPolicy{BaseDelay: 1}))
	for range 2 {
		if _, err := client.Get(t.Context(), "customer-id"); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{
		"first: attempt 1 with key " + testKey,
		"second: attempt 1 with key " + testKey,
		"first: attempt 2 with key " + testKey,
		"second: attempt 2 with key " + testKey,
		"first: attempt 1 with key " + testKey,
		"second: attempt 1 with key " + testKey,
	}, log); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
}

// TestWithMiddleware_DerivedClients wraps the RoundTripper once for each client, with the middlewares of that client.
func TestWithMiddleware_DerivedClients(t *testing.T) {
	t.Parallel()
	var log []string
	wrapped := 0
	count := customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		wrapped++
		return next
	})
	client, _ := scripted(t, []step{ok}, recordKey(&log, "first"), count, recordKey(&log, "second"))
	derived, err := client.With(recordKey(&log, "third"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = client.With(recordKey(&log, "of another client")); err != nil {
		t.Fatal(err)
	}
	if derived, err = derived.With(); err != nil { // wraps again: the other client must not have replaced the third
		t.Fatal(err)
	}
	if _, err = derived.Get(t.Context(), "customer-id"); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"first: attempt 1 with key " + testKey,
		"second: attempt 1 with key " + testKey,
		"third: attempt 1 with key " + testKey,
	}
	if diff := cmp.Diff(want, log); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	if wrapped != 4 {
		t.Errorf("the RoundTripper was wrapped %d times for 4 clients", wrapped)
	}
}

func TestWithMiddleware_Error(t *testing.T) {
	t.Parallel()
	fail := func(http.RoundTripper) http.RoundTripper {
		return roundTripper(func(*http.Request) (*http.Response, error) { return nil, errMiddleware })
	}
	client, service := scripted(t, []step{ok}, customers.WithRetry(customers.NoRetry), customers.WithMiddleware(fail))
	_, err := client.Get(t.Context(), "a")
	wantSentinel(t, err, customers.ErrClientSide)
	if !errors.Is(err, errMiddleware) {
		t.Errorf("error = %v, want the error of the middleware in it", err)
	}
	if len(service.seen) != 0 {
		t.Errorf("%d requests, want none", len(service.seen))
	}
}
