package customers_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// withBody is a middleware whose responses have this body.
func withBody(body hostileBody) customers.Option {
	return customers.WithMiddleware(func(http.RoundTripper) http.RoundTripper {
		return roundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {jsonType}}, Body: body}, nil
		})
	})
}

// TestWithMiddleware_BodyPanics checks that a panic in a body reaches the caller, who can recover from it.
func TestWithMiddleware_BodyPanics(t *testing.T) {
	t.Parallel()
	panics := func() { panic(http.ErrAbortHandler) }
	for name, body := range map[string]hostileBody{
		"Read":  {func([]byte) (int, error) { panics(); return 0, nil }, func() error { return nil }},
		"Close": {strings.NewReader("{}").Read, func() error { panics(); return nil }},
	} {
		client := newClient(t, "https://h", withBody(body))
		for _, op := range operations() {
			func() {
				defer func() {
					if got := recover(); got != http.ErrAbortHandler { //nolint:errorlint // identity is the point
						t.Errorf("%s, %s: the caller recovers %v, want the value of the panic", name, op.name, got)
					}
				}()
				_ = op.call(t, client)
			}()
		}
	}
}

// TestWithMiddleware_BodyExits checks that runtime.Goexit in a body, such as that of t.FailNow, ends the caller's
// goroutine.
func TestWithMiddleware_BodyExits(t *testing.T) {
	t.Parallel()
	client := newClient(t, "https://h", withBody(hostileBody{
		read:  func([]byte) (int, error) { runtime.Goexit(); return 0, nil },
		close: func() error { return nil },
	}))
	ended, returned := make(chan struct{}), false
	go func() {
		defer close(ended)
		_, _ = client.Get(t.Context(), "a")
		returned = true
	}()
	<-ended
	if returned {
		t.Error("Get returns")
	}
}

// TestAll_EndlessBody cancels a list whose body ignores the context and always has bytes.
func TestAll_EndlessBody(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	reads := 0
	client := newClient(t, "https://h", withBody(hostileBody{func(p []byte) (int, error) {
		switch reads++; reads {
		case 1:
			return copy(p, "["), nil
		case 3:
			cancel()
		case 1000:
			return 0, io.EOF
		}
		return copy(p, strings.Repeat(" ", len(p))), nil
	}, func() error { return nil }}))
	for _, err := range client.All(ctx) {
		wantSentinel(t, err, customers.ErrContextDone)
	}
	if reads != 3 {
		t.Errorf("%d reads, want none after the end of the context", reads)
	}
}

// TestHTTPClientTimeout_BlockedBody checks that the Timeout of the caller's http.Client ends the read of a body that
// ignores the context.
func TestHTTPClientTimeout_BlockedBody(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		synctest.Test(t, func(t *testing.T) {
			done := make(chan struct{})
			defer close(done)
			client := newClient(t, "https://h", customers.WithTimeout(0), customers.WithAttemptTimeout(0),
				customers.WithHTTPClient(&http.Client{Transport: http.DefaultTransport, Timeout: time.Second}),
				withBody(hostileBody{func([]byte) (int, error) { <-done; return 0, nil }, func() error { return nil }}))
			start := time.Now()
			err := op.call(t, client)
			if took := time.Since(start); took > time.Second+slack {
				t.Errorf("%s: returned after %v, want 1s", op.name, took)
			}
			if op.name == deletes {
				return // the status code settles it
			}
			wantSentinel(t, err, customers.ErrTimeout)
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v does not match context.DeadlineExceeded", op.name, err)
			}
			if errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v matches context.Canceled", op.name, err)
			}
		})
	}
}

// TestResponseTooLarge_Drain has the time of the call end while the rest of a response is drained: the error is about
// the size only.
func TestResponseTooLarge_Drain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := &pipeServer{serve: send(head(200, contentJSON)+strings.Repeat(" ", hostileMax+1), silent)}
		pool := transport.NewPool()
		pool.DialContext = srv.dial
		client := newClient(t, "http://127.0.0.1", customers.WithHTTPClient(&http.Client{Transport: pool}),
			customers.WithMaxResponseBytes(hostileMax), customers.WithTimeout(tailBound/2))
		_, err := client.Get(t.Context(), "a")
		wantSentinel(t, err, customers.ErrResponseTooLarge)
		if errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v matches context.DeadlineExceeded", err)
		}
		srv.stop()
	})
}
