package customers_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

const bearer = "Bearer token-0123456789"

// redirector answers every call with a redirect, and reports every request that follows one.
type redirector struct {
	*httptest.Server

	mu       sync.Mutex
	status   int
	location string
	methods  []string
}

// newRedirector starts one that only answers requests which name its own address and the base path.
func newRedirector(t *testing.T, start func(http.Handler) *httptest.Server) *redirector {
	t.Helper()
	r := &redirector{}
	r.Server = start(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Host != r.Listener.Addr().String() || !strings.HasPrefix(req.URL.Path, basePath+"/api/v1/") {
			followed(t, req)
			return
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.methods = append(r.methods, req.Method)
		w.Header().Set("Location", r.location)
		w.WriteHeader(r.status)
	}))
	t.Cleanup(r.Close)
	return r
}

// set chooses the redirect and forgets what was seen.
func (r *redirector) set(status int, location string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status, r.location, r.methods = status, location, nil
}

func (r *redirector) seen() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.methods, " ")
}

// followed reports a request that must not be, with the credentials that it would have given away.
func followed(t testing.TB, r *http.Request) {
	t.Helper()
	t.Errorf("the redirect was followed: %s %s%s with key %q and authorization %q",
		r.Method, r.Host, r.URL, r.Header.Get("X-API-KEY"), r.Header.Get("Authorization"))
}

// TestRedirectIsNotFollowed crosses each kind of redirect with where it leads and with every operation: one request, to the
// base URL alone, and the redirect itself as the error.
func TestRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { followed(t, r) }))
	t.Cleanup(elsewhere.Close)
	plain, secure := newRedirector(t, httptest.NewServer), newRedirector(t, httptest.NewTLSServer)
	_, port, _ := strings.Cut(plain.Listener.Addr().String(), ":")
	for _, from := range []*redirector{plain, secure} {
		client := newClient(t, from.URL+basePath,
			customers.WithHTTPClient(from.Client()),      // it trusts the server, and would follow redirects
			customers.WithRetry(customers.RetryPolicy{}), // a redirect is not retried either
			customers.WithHeader("Authorization", bearer))
		for where, location := range map[string]string{
			"same origin": from.URL + "/landing", "same origin, relative": "/landing",
			"other port, or down to http": elsewhere.URL + basePath + "/api/v1/account-manager/customers",
			"other host name":             "http://localhost:" + port + basePath + "/api/v1/account-manager/customers",
			"no scheme":                   "//" + elsewhere.Listener.Addr().String() + "/",
			"broken":                      "%zz", "empty": "",
		} {
			for _, status := range []int{301, 302, 303, 307, 308} {
				for _, op := range operations() {
					from.set(status, location)
					name := fmt.Sprintf("%s: %d from %s to %s", op.name, status, from.URL, where)
					err := op.call(t, client)
					wantSentinel(t, err, customers.ErrUnexpectedResponse)
					e := asError(t, err)
					if e.StatusCode != status || e.Header.Get("Location") != location || len(e.Attempts) != 1 {
						t.Errorf("%s: %v, Location %q, %d attempts", name, e, e.Header.Get("Location"), len(e.Attempts))
					}
					if got := from.seen(); got != methodOf(op) {
						t.Errorf("%s: the server saw %q, want one %s", name, got, methodOf(op))
					}
				}
			}
		}
	}
}

// methodOf returns the HTTP method that the spec gives an operation.
func methodOf(op operation) string {
	switch op.name {
	case "Create":
		return http.MethodPost
	case "Update":
		return http.MethodPut
	case "Delete":
		return http.MethodDelete
	}
	return http.MethodGet
}
