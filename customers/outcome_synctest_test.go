package customers_test

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestOutcome tells what an error says of a write, from what each attempt met.
func TestOutcome(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		op      string
		steps   []step
		want    error // nil for success
		unknown bool
	}{
		{"create, then reset", "Create", []step{reset}, customers.ErrTransport, true},
		{"create, then 500", "Create", []step{status(500)}, customers.ErrServer, true},
		{"create, then 408", "Create", []step{status(408)}, customers.ErrServer, true},
		{"create, then 409", "Create", []step{status(409)}, customers.ErrConflict, false},
		{"create never connected", "Create", []step{dialRefused}, customers.ErrTransport, false},
		{"create, 429 for ever", "Create", []step{status(429)}, customers.ErrRateLimited, false},
		{"create, 429, then reset", "Create", []step{status(429), reset}, customers.ErrTransport, true},
		{"create, cut answer", "Create", []step{truncated}, customers.ErrTransport, true},
		{"delete, reset, then 404", "Delete", []step{reset, status(404)}, nil, false},
		{"delete, 503, then 404", "Delete", []step{status(503), status(404)}, nil, false},
		{"delete, 429, then 404", "Delete", []step{status(429), status(404)}, customers.ErrNotFound, false},
		{"delete, refused, then 404", "Delete", []step{dialRefused, status(404)}, customers.ErrNotFound, false},
		{"delete, 404", "Delete", []step{status(404)}, customers.ErrNotFound, false},
		{"delete, reset, then 403", "Delete", []step{reset, status(403)}, customers.ErrForbidden, true},
		{"update, reset, then 404", "Update", []step{reset, status(404)}, customers.ErrNotFound, true},
		{"update, 429, then 404", "Update", []step{status(429), status(404)}, customers.ErrNotFound, false},
		{"update, reset, refused", "Update", []step{reset, dialRefused}, customers.ErrTransport, true},
		{"update, reset, then done", "Update", []step{reset, ok}, nil, false},
		{"get, reset", "Get", []step{reset}, customers.ErrTransport, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, _ := scripted(t, tc.steps)
				for _, op := range operations() {
					if op.name != tc.op {
						continue
					}
					err := op.call(t, client)
					if tc.want == nil {
						if err != nil {
							t.Errorf("error = %v, want success", err)
						}
						return
					}
					wantSentinel(t, err, tc.want)
					if got := errors.Is(err, customers.ErrOutcomeUnknown); got != tc.unknown {
						t.Errorf("outcome unknown = %v, want %v: %v", got, tc.unknown, err)
					}
				}
			})
		})
	}
}

// TestOutcomeOfAnUnsentWrite is certain: nothing listens, so nothing was written.
func TestOutcomeOfAnUnsentWrite(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	notTLS := "https" + strings.TrimPrefix(plain.URL, "http")
	for _, base := range []string{url, notTLS} {
		for _, op := range operations() {
			err := op.call(t, newClient(t, base))
			wantSentinel(t, err, customers.ErrTransport)
			if errors.Is(err, customers.ErrOutcomeUnknown) {
				t.Errorf("%s: %v, want a certain outcome", op.name, err)
			}
		}
	}
}
