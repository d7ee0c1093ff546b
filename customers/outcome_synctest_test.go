package customers_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestWrite_Outcome checks for sequences of attempts whether a write fails, and whether its outcome is then unknown.
func TestWrite_Outcome(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		op      string
		steps   []step
		want    error // nil for success
		unknown bool
	}{
		{"Create, reset", "Create", []step{reset}, customers.ErrTransport, true},
		{"Create, 500", "Create", []step{status(500)}, customers.ErrServer, true},
		{"Create, 408", "Create", []step{status(408)}, customers.ErrServer, true},
		{"Create, 409", "Create", []step{status(409)}, customers.ErrConflict, false},
		{"Create, dial refused", "Create", []step{dialRefused}, customers.ErrTransport, false},
		{"Create, always 429", "Create", []step{status(429)}, customers.ErrRateLimited, false},
		{"Create, 429, then reset", "Create", []step{status(429), reset}, customers.ErrTransport, true},
		{"Create, truncated response", "Create", []step{truncated}, customers.ErrTransport, true},
		{"Delete, reset, then 404", "Delete", []step{reset, status(404)}, nil, false},
		{"Delete, 503, then 404", "Delete", []step{status(503), status(404)}, nil, false},
		{"Delete, 429, then 404", "Delete", []step{status(429), status(404)}, customers.ErrNotFound, false},
		{"Delete, dial refused, then 404", "Delete", []step{dialRefused, status(404)}, customers.ErrNotFound, false},
		{"Delete, 404", "Delete", []step{status(404)}, customers.ErrNotFound, false},
		{"Delete, reset, then 403", "Delete", []step{reset, status(403)}, customers.ErrForbidden, true},
		{"Update, reset, then 404", "Update", []step{reset, status(404)}, customers.ErrNotFound, true},
		{"Update, 429, then 404", "Update", []step{status(429), status(404)}, customers.ErrNotFound, false},
		{"Update, reset, then dial refused", "Update", []step{reset, dialRefused}, customers.ErrTransport, true},
		{"Update, reset, then success", "Update", []step{reset, ok}, nil, false},
		{"Get, reset", "Get", []step{reset}, customers.ErrTransport, false},
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
					wantOutcomeUnknown(t, err, tc.unknown)
				}
			})
		})
	}
}

// wantOutcomeUnknown checks whether err is ErrOutcomeUnknown.
func wantOutcomeUnknown(t testing.TB, err error, want bool) {
	t.Helper()
	if got := errors.Is(err, customers.ErrOutcomeUnknown); got != want {
		t.Errorf("outcome unknown = %v, want %v: %v", got, want, err)
	}
}

// TestWrite_NotSent connects to a closed port and to a server without TLS. The outcome is known, because no request was
// written.
func TestWrite_NotSent(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closedPort := "http://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	withoutTLS := "https" + strings.TrimPrefix(plain.URL, "http")
	for name, base := range map[string]string{"closed port": closedPort, "without TLS": withoutTLS} {
		for _, op := range operations() {
			t.Run(name+"/"+op.name, func(t *testing.T) {
				err := op.call(t, newClient(t, base))
				wantSentinel(t, err, customers.ErrTransport)
				wantOutcomeUnknown(t, err, false)
			})
		}
	}
}

// TestCreate_OutcomeOfStatusCodes sends every status code to a Create that fails. The package documentation lists the
// ranges after which the outcome is known.
func TestCreate_OutcomeOfStatusCodes(t *testing.T) {
	t.Parallel()
	var known []string
	first := 0
	for code := 100; code <= 1000; code++ {
		unknown := true // ends the last range
		if code < 1000 {
			client, _ := scripted(t, []step{status(code)}, customers.WithRetry(customers.NoRetry))
			_, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
			if err == nil {
				t.Fatalf("status code %d without a customer: no error", code)
			}
			unknown = errors.Is(err, customers.ErrOutcomeUnknown)
		}
		switch {
		case !unknown && first == 0:
			first = code
		case unknown && first != 0:
			known = append(known, fmt.Sprintf("%d to %d", first, code-1))
			first = 0
		}
	}
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	doc := strings.Join(strings.Fields(strings.ReplaceAll(string(text), "//", "")), " ")
	if want := "any status code except " + strings.Join(known, " and "); !strings.Contains(doc, want) {
		t.Errorf("the package documentation lacks %q", want)
	}
}
