package customers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestKeyIsNeverShown prints everything that a caller can get hold of, in every way that prints, around a server that
// repeats the key wherever it can.
func TestKeyIsNeverShown(t *testing.T) {
	t.Parallel()
	const bearer = "bearer-0123456789"
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", jsonType)
		w.Header().Set("X-Request-Id", "for "+testKey)
		w.Header().Set("X-Echo", r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprintf(w, `{"error":{"code":%q,"message":"no such key %s %s","details":[{"field":%q,"message":%q}]}}`,
			testKey, testKey, bearer, testKey, testKey)
	}, customers.WithHeader("Authorization", "Bearer "+bearer))
	var info customers.ResponseInfo
	_, err := client.Get(t.Context(), "a", customers.WithResponseInfo(&info))
	e := asError(t, err)
	if !strings.Contains(e.Message, "no such key [REDACTED] [REDACTED]") {
		t.Errorf("message = %q", e.Message)
	}
	options := []any{customers.WithAPIKey(testKey), customers.WithHeader("Authorization", "Bearer "+bearer)}
	for _, v := range append(options, client, *client, err, e, *e, info, &info, e.Attempts, e.Unwrap(), struct{ C any }{client}, struct{ c *customers.Client }{client},
		[]*customers.Client{client}) {
		for _, shown := range prints(v) {
			if strings.Contains(shown, testKey) || strings.Contains(shown, bearer) {
				t.Errorf("%T shows the key: %s", v, shown)
			}
		}
	}
}

// TestKeyIsNotShownCut has the bound of the body fall into the key.
func TestKeyIsNotShownCut(t *testing.T) {
	t.Parallel()
	for shown := range len(testKey) {
		client := offSpecServer(t, respond(500, "text/plain", strings.Repeat("x", errorBodyLimit-shown)+testKey+"tail"))
		e := asError(t, client.Delete(t.Context(), "a"))
		if len(e.Body) > errorBodyLimit || shown >= 8 && strings.Contains(string(e.Body), testKey[:8]) {
			t.Errorf("the body of %d bytes ends in %q", len(e.Body), e.Body[len(e.Body)-30:])
		}
	}
}

func prints(v any) []string {
	out := []string{fmt.Sprint(v)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		out = append(out, fmt.Sprintf(verb, v))
	}
	if b, err := json.Marshal(v); err == nil {
		out = append(out, string(b))
	}
	var text, js bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("x", "v", v)
	slog.New(slog.NewJSONHandler(&js, nil)).Info("x", "v", v)
	out = append(out, text.String(), js.String())
	if e, ok := v.(*customers.Error); ok {
		out = append(out, string(e.Body), e.Message, e.Code, fmt.Sprint(e.Header), e.RequestID, fmt.Sprint(e.Fields))
	}
	if info, ok := v.(*customers.ResponseInfo); ok {
		out = append(out, string(info.Body), fmt.Sprint(info.Header), info.RequestID)
	}
	return out
}

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
					if got := from.seen(); got != op.method {
						t.Errorf("%s: the server saw %q, want one %s", name, got, op.method)
					}
				}
			}
		}
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
