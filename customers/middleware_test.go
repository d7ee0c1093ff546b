package customers_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

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

// TestMiddlewareCannotTakeTheKeyAway has a middleware send the request elsewhere, in the ways that there are.
func TestMiddlewareCannotTakeTheKeyAway(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { followed(t, r) }))
	t.Cleanup(elsewhere.Close)
	for name, redirect := range map[string]func(*http.Request){
		"another host":   func(r *http.Request) { r.URL.Host = strings.TrimPrefix(elsewhere.URL, "http://") },
		"another name":   func(r *http.Request) { r.URL.Host = strings.Replace(r.URL.Host, "127.0.0.1", "localhost", 1) },
		"another scheme": func(r *http.Request) { r.URL.Scheme = "https" },
		"another port":   func(r *http.Request) { r.URL.Host = r.URL.Hostname() + ":1" },
	} {
		for _, op := range operations() {
			requests, closed := 0, 0
			client := server(t, func(http.ResponseWriter, *http.Request) { requests++ },
				customers.WithRetry(customers.RetryPolicy{}),
				customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
					return roundTripper(func(r *http.Request) (*http.Response, error) {
						r = r.Clone(r.Context())
						redirect(r)
						if r.Body != nil {
							r.Body = &closeCounter{&closed}
						}
						return next.RoundTrip(r)
					})
				}))
			err := op.call(t, client)
			wantSentinel(t, err, customers.ErrTransport)
			if e := asError(t, err); len(e.Attempts) != 1 || requests != 0 || !strings.Contains(e.Error(), "another origin") {
				t.Errorf("%s, %s: %v after %d attempts and %d requests", op.name, name, e, len(e.Attempts), requests)
			}
			if hasBody := op.name == "Create" || op.name == "Update"; hasBody != (closed == 1) {
				t.Errorf("%s, %s: the body was closed %d times", op.name, name, closed)
			}
		}
	}
}

type closeCounter struct{ closed *int }

func (*closeCounter) Read([]byte) (int, error) { return 0, errReset }

func (c *closeCounter) Close() error {
	*c.closed++
	return nil
}

// TestMiddlewareKeepsItsSecrets has a middleware add a token, and the server repeat it.
func TestMiddlewareKeepsItsSecrets(t *testing.T) {
	t.Parallel()
	const token = "token-of-the-middleware"
	client := offSpecServer(t, respond(400, jsonType, `{"message":"bad token `+token+`"}`), customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			r = r.Clone(r.Context())
			r.Header.Set("Authorization", "Bearer "+token)
			return next.RoundTrip(r)
		})
	}))
	_, err := client.Get(t.Context(), "a")
	if e := asError(t, err); e.Message != "bad token [REDACTED]" || strings.Contains(string(e.Body), token) {
		t.Errorf("%v with body %s", e, e.Body)
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
