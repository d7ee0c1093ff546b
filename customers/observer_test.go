package customers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

type seenBy struct{}

// observer notes what it is told, and marks the context with its name.
type observer struct {
	name string
	said *[]string
	ends []customers.CallResult
}

func (o *observer) CallStart(ctx context.Context, op customers.Operation) context.Context {
	o.say("starts %v", op)
	before, _ := ctx.Value(seenBy{}).(string)
	return context.WithValue(ctx, seenBy{}, before+o.name)
}

func (o *observer) AttemptEnd(ctx context.Context, op customers.Operation, a customers.Attempt) {
	o.say("attempt %d in %v: %d %v %s", op.Attempt, ctx.Value(seenBy{}), a.StatusCode, a.Err, a.RequestID)
}

func (o *observer) CallEnd(ctx context.Context, op customers.Operation, result customers.CallResult) {
	o.say("ends %s in %v: %d attempts, %v", op.Name, ctx.Value(seenBy{}), len(result.Attempts), result.Err != nil)
	o.ends = append(o.ends, result)
}

func (o *observer) say(format string, args ...any) {
	*o.said = append(*o.said, o.name+" "+fmt.Sprintf(format, args...))
}

func TestObserversNest(t *testing.T) {
	t.Parallel()
	var said []string
	a, b := &observer{name: "a", said: &said}, &observer{name: "b", said: &said}
	inContext := func(r *http.Request) (*http.Response, error) {
		said = append(said, fmt.Sprint("sent in ", r.Context().Value(seenBy{})))
		return status(503)(r)
	}
	client, _ := scripted(t, []step{inContext, ok}, customers.WithObserver(a), customers.WithObserver(b),
		customers.WithRetry(customers.RetryPolicy{BaseDelay: 1}))
	if _, err := client.Get(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{
		"a starts {Get GET /api/v1/account-manager/customers/{id} 0}",
		"b starts {Get GET /api/v1/account-manager/customers/{id} 0}",
		"sent in ab",
		"b attempt 1 in ab: 503 <nil> req-42",
		"a attempt 1 in ab: 503 <nil> req-42",
		"b attempt 2 in ab: 200 <nil> ",
		"a attempt 2 in ab: 200 <nil> ",
		"b ends Get in ab: 2 attempts, false",
		"a ends Get in ab: 2 attempts, false",
	}, said); diff != "" {
		t.Errorf("said (-want +got):\n%s", diff)
	}
	if len(a.ends) != 1 || a.ends[0].Start.IsZero() || a.ends[0].Duration <= 0 {
		t.Errorf("results %+v", a.ends)
	}
}

// TestObserverOfEachOperation demands one start, and one end with the very error that the method returned.
func TestObserverOfEachOperation(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string][]step{"success": {ok}, "failure": {status(400)}, "not what it should be": {status(200)}, "cut": {truncated}} {
		for _, op := range operations() {
			var said []string
			o := &observer{name: "o", said: &said}
			client, _ := scripted(t, steps, customers.WithRetry(customers.NoRetry), customers.WithObserver(o))
			err := op.call(t, client)
			if len(o.ends) != 1 || len(said) != 3 || o.ends[0].Err != err || len(o.ends[0].Attempts) != 1 { //nolint:errorlint // identity is the point
				t.Errorf("%s, %s: %q, want one start, attempt and end, with the error %v", op.name, name, said, err)
			}
			if !strings.HasPrefix(said[0], "o starts {"+op.name+" "+op.method+" /api/") {
				t.Errorf("%s, %s: %s", op.name, name, said[0])
			}
		}
	}
}

func TestObserverOfLists(t *testing.T) {
	t.Parallel()
	var said []string
	o := &observer{name: "o", said: &said}
	client, _ := scripted(t, []step{ok}, customers.WithObserver(o))
	for _, err := range client.All(t.Context()) {
		if err != nil || len(o.ends) != 0 {
			t.Errorf("the call ended before the iteration: %v", err)
		}
		break
	}
	if len(o.ends) != 1 || o.ends[0].Err != nil {
		t.Errorf("an iteration that is broken off ends with %+v", o.ends)
	}
	_, err := client.FindByExternalID(t.Context(), "another")
	if len(o.ends) != 2 || !errors.Is(o.ends[1].Err, customers.ErrNotFound) || !errors.Is(err, customers.ErrNotFound) {
		t.Errorf("a search without a match ends with %+v", o.ends)
	}
}

// TestObserverOfNoAttempt has calls that end before the first exchange, and calls that are none.
func TestObserverOfNoAttempt(t *testing.T) {
	t.Parallel()
	var said []string
	o := &observer{name: "o", said: &said}
	client, _ := scripted(t, []step{ok}, customers.WithObserver(o))
	if _, err := client.Get(t.Context(), ""); err == nil || len(said) != 0 {
		t.Errorf("a refused call (%v) is reported: %q", err, said)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := client.Get(ctx, "a"); err == nil || len(said) != 2 || len(o.ends[0].Attempts) != 0 {
		t.Errorf("a call that had ended (%v) is reported as %q", err, said)
	}
}

func TestObserverOptions(t *testing.T) {
	t.Parallel()
	client, _ := scripted(t, []step{ok}, customers.WithObserver(forgetful{}))
	if _, err := client.Get(t.Context(), "a"); err != nil {
		t.Errorf("with an observer that returns no context: %v", err)
	}
	for _, opt := range []customers.Option{customers.WithObserver(nil), customers.WithLogger(nil)} {
		_, err := client.With(opt)
		wantSentinel(t, err, customers.ErrInvalidArgument)
	}
	var said []string
	// Three, so that the list has room for a fourth: two clients must not write into the same.
	one, err := client.With(customers.WithObserver(&observer{name: "one", said: &said}),
		customers.WithObserver(forgetful{}))
	if err != nil {
		t.Fatal(err)
	}
	two, err := one.With(customers.WithObserver(&observer{name: "two", said: &said}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = one.With(customers.WithObserver(&observer{name: "three", said: &said})); err != nil {
		t.Fatal(err)
	}
	if _, err = two.Get(t.Context(), "a"); err != nil || len(said) != 6 || !strings.HasPrefix(said[1], "two ") {
		t.Errorf("a derived client: %v, %q", err, said)
	}
}

// forgetful is an observer that loses the context.
type forgetful struct{}

func (forgetful) CallStart(context.Context, customers.Operation) context.Context     { return nil }
func (forgetful) AttemptEnd(context.Context, customers.Operation, customers.Attempt) {}
func (forgetful) CallEnd(context.Context, customers.Operation, customers.CallResult) {}

// tap is a middleware that calls do with each request, before it goes on.
func tap(do func(r *http.Request)) customers.Option {
	return customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			do(r)
			return next.RoundTrip(r)
		})
	})
}

func TestMiddlewareNests(t *testing.T) {
	t.Parallel()
	var said []string
	note := func(name string) customers.Option {
		return tap(func(r *http.Request) {
			op, _ := customers.OperationFromContext(r.Context())
			said = append(said, fmt.Sprintf("%s: attempt %d with key %s", name, op.Attempt, r.Header.Get("X-Api-Key")))
		})
	}
	wrapped := 0
	count := customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		wrapped++
		return next
	})
	client, _ := scripted(t, []step{status(503), ok}, note("first"), count, note("second"),
		customers.WithRetry(customers.RetryPolicy{BaseDelay: 1}))
	for range 2 {
		if _, err := client.Get(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	var want []string //nolint:prealloc // six lines
	for _, attempt := range []int{1, 2, 1} {
		want = append(want, fmt.Sprintf("first: attempt %d with key %s", attempt, testKey),
			fmt.Sprintf("second: attempt %d with key %s", attempt, testKey))
	}
	if diff := cmp.Diff(want, said); diff != "" || wrapped != 1 {
		t.Errorf("wrapped %d times; said (-want +got):\n%s", wrapped, diff)
	}
	said = nil
	derived, err := client.With(note("third"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = client.With(note("of another")); err != nil {
		t.Fatal(err)
	}
	if derived, err = derived.With(); err != nil { // it wraps anew, and must not meet the other's
		t.Fatal(err)
	}
	if _, err = derived.Get(t.Context(), "a"); err != nil || len(said) != 3 || !strings.HasPrefix(said[2], "third") {
		t.Errorf("a derived client: %v, %q", err, said)
	}
	if wrapped != 4 {
		t.Errorf("wrapped %d times for four clients", wrapped)
	}
}

func TestMiddlewareFails(t *testing.T) {
	t.Parallel()
	errMine := errors.New("not today")
	client, service := scripted(t, []step{ok}, customers.WithRetry(customers.NoRetry),
		customers.WithMiddleware(func(http.RoundTripper) http.RoundTripper {
			return roundTripper(func(*http.Request) (*http.Response, error) { return nil, errMine })
		}))
	_, err := client.Get(t.Context(), "a")
	wantSentinel(t, err, customers.ErrTransport)
	if !errors.Is(err, errMine) || len(service.seen) != 0 {
		t.Errorf("%v after %d requests", err, len(service.seen))
	}
}

func TestMiddlewareIsRefused(t *testing.T) {
	t.Parallel()
	none := func(http.RoundTripper) http.RoundTripper { return nil }
	same := func(next http.RoundTripper) http.RoundTripper { return next }
	for field, opts := range map[string][]customers.Option{
		"middleware":    {customers.WithMiddleware(nil)},
		"middleware[0]": {customers.WithMiddleware(none)},
		"middleware[1]": {customers.WithMiddleware(same), customers.WithMiddleware(none), customers.WithMiddleware(same)},
	} {
		_, err := customers.New("https://h", append(opts, customers.WithAPIKey(testKey))...)
		wantSentinel(t, err, customers.ErrInvalidArgument)
		if fields := asError(t, err).Fields; len(fields) != 1 || fields[0].Field != field {
			t.Errorf("fields %v, want %s", fields, field)
		}
	}
}
