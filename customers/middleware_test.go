package customers_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

var errMiddleware = errors.New("not today")

// TestWithMiddleware_Failure has a middleware fail in several ways. Only if it provably sent nothing, the error is
// ErrClientSide, and the outcome of a write is known.
func TestWithMiddleware_Failure(t *testing.T) {
	t.Parallel()
	type middleware = func(next http.RoundTripper, r *http.Request) (*http.Response, error)
	send := func(next http.RoundTripper, r *http.Request) {
		if resp, err := next.RoundTrip(r); err == nil {
			_ = resp.Body.Close()
		}
	}
	for name, tc := range map[string]struct {
		do       middleware
		step     step // what the RoundTripper below does
		requests int
		want     error
		unknown  bool // whether the outcome of a write is unknown
	}{
		"without next": {
			func(http.RoundTripper, *http.Request) (*http.Response, error) { return nil, errMiddleware },
			ok, 0, customers.ErrClientSide, false,
		},
		"neither response nor error": {
			func(http.RoundTripper, *http.Request) (*http.Response, error) { return nil, nil }, //nolint:nilnil // on purpose
			ok, 0, customers.ErrClientSide, false,
		},
		"without next, after a request for a token": {
			func(_ http.RoundTripper, r *http.Request) (*http.Response, error) {
				askConnection(r, "tokens.example:443")
				return nil, errMiddleware
			},
			ok, 0, customers.ErrClientSide, false,
		},
		"after next": {
			func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
				send(next, r)
				return nil, errMiddleware
			},
			ok, 1, customers.ErrTransport, true,
		},
		"after next with another context": {
			func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
				send(next, r.WithContext(context.Background()))
				return nil, errMiddleware
			},
			ok, 1, customers.ErrTransport, true,
		},
		"after next, then another origin": {
			func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
				send(next, r)
				r = r.Clone(r.Context())
				r.URL = &url.URL{Scheme: "https", Host: "other.example", Path: r.URL.Path}
				return next.RoundTrip(r)
			},
			ok, 1, customers.ErrTransport, true,
		},
		"after next without a connection": {
			func(next http.RoundTripper, r *http.Request) (*http.Response, error) { return next.RoundTrip(r) },
			dialRefused, 1, customers.ErrTransport, false,
		},
	} {
		for _, op := range operations() {
			wrap := func(next http.RoundTripper) http.RoundTripper {
				return roundTripper(func(r *http.Request) (*http.Response, error) { return tc.do(next, r) })
			}
			client, service := scripted(t, []step{tc.step},
				customers.WithRetry(customers.NoRetry), customers.WithMiddleware(wrap))
			err := op.call(t, client)
			wantSentinel(t, err, tc.want)
			wantOutcomeUnknown(t, err, tc.unknown && op.write)
			if got := len(service.seen); got != tc.requests {
				t.Errorf("%s, %s: %d requests, want %d", name, op.name, got, tc.requests)
			}
		}
	}
}

// askConnection reports to httptrace a connection to hostPort.
func askConnection(r *http.Request, hostPort string) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil {
		trace.GetConn(hostPort)
		trace.GotConn(httptrace.GotConnInfo{})
	}
}

// TestWithMiddleware_OwnConnection has a middleware ignore next and fail on a connection of its own to the API, so that
// the outcome of a write is unknown.
func TestWithMiddleware_OwnConnection(t *testing.T) {
	t.Parallel()
	client, _ := scripted(t, []step{ok}, customers.WithMiddleware(func(http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			askConnection(r, "h:443")
			return nil, errMiddleware
		})
	}))
	_, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
	wantSentinel(t, err, customers.ErrTransport)
	wantOutcomeUnknown(t, err, true)
}

// TestWithMiddleware_FailureIsNotRetried has a middleware fail once without next.
func TestWithMiddleware_FailureIsNotRetried(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		calls := 0
		client, service := scripted(t, []step{ok}, customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				if calls++; calls == 1 {
					return nil, errMiddleware
				}
				return next.RoundTrip(r)
			})
		}))
		err := op.call(t, client)
		wantSentinel(t, err, customers.ErrClientSide)
		if calls != 1 || len(service.seen) != 0 {
			t.Errorf("%s: %d attempts and %d requests, want 1 and none", op.name, calls, len(service.seen))
		}
	}
}

// TestWithMiddleware_SendsAfterFailure has a middleware call next after it returned an error. Nothing is sent, because
// the error reports that.
func TestWithMiddleware_SendsAfterFailure(t *testing.T) {
	t.Parallel()
	var late func() (*http.Response, error)
	client, service := scripted(t, []step{ok}, customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			late = func() (*http.Response, error) { return next.RoundTrip(r) }
			return nil, errMiddleware
		})
	}))
	err := client.Delete(t.Context(), "a")
	wantSentinel(t, err, customers.ErrClientSide)
	wantOutcomeUnknown(t, err, false)
	if resp, err := late(); err == nil {
		_ = resp.Body.Close()
		t.Error("next sends the request")
	}
	if len(service.seen) != 0 {
		t.Errorf("%d requests, want none", len(service.seen))
	}
}
