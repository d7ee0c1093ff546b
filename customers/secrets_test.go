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

// TestKeyIsNeverShown has a server that repeats the API key and a credential of the caller. It formats everything that
// a caller can reach, in every way that Go prints values.
func TestKeyIsNeverShown(t *testing.T) {
	t.Parallel()
	const token = "token-9876543210"
	authorization := customers.WithHeader("Authorization", "Bearer "+token)
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", jsonType)
		w.Header().Set("X-Request-Id", "for "+testKey)
		w.Header().Set("X-Echo", r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprintf(w, `{"error":{"code":%q,"message":"no such key %s %s","details":[{"field":%q,"message":%q}]}}`,
			testKey, testKey, token, testKey, testKey)
	}, authorization)
	var info customers.ResponseInfo
	_, err := client.Get(t.Context(), "a", customers.WithResponseInfo(&info))
	e := asError(t, err)
	if !strings.Contains(e.Message, "no such key [REDACTED] [REDACTED]") {
		t.Errorf("Message = %q, want it without the credentials", e.Message)
	}
	for _, v := range []any{
		customers.WithAPIKey(testKey), authorization, err, e, *e, e.Attempts, e.Unwrap(), info, &info,
		client, *client,
		[]*customers.Client{client},
		struct{ C any }{client},
		struct{ c *customers.Client }{client},
	} {
		for _, text := range formats(v) {
			if strings.Contains(text, testKey) {
				t.Errorf("%T shows the API key: %s", v, text)
			}
			if strings.Contains(text, token) {
				t.Errorf("%T shows the token: %s", v, text)
			}
		}
	}
}

// formats returns v as fmt, encoding/json and log/slog print it, and the fields of an error or info.
func formats(v any) []string {
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
	switch v := v.(type) {
	case *customers.Error:
		out = append(out, string(v.Body), v.Message, v.Code, fmt.Sprint(v.Header), v.RequestID, fmt.Sprint(v.Fields))
	case *customers.ResponseInfo:
		out = append(out, string(v.Body), fmt.Sprint(v.Header), v.RequestID)
	}
	return out
}

// TestKeyIsNeverShown_TruncatedBody truncates the body of an error at each byte of the API key.
func TestKeyIsNeverShown_TruncatedBody(t *testing.T) {
	t.Parallel()
	for n := range len(testKey) {
		body := strings.Repeat("x", errorBodyLimit-n) + testKey + "tail" // the first n bytes of the key are within the limit
		client := offSpecServer(t, respond(500, "text/plain", body))
		e := asError(t, client.Delete(t.Context(), "a"))
		if len(e.Body) > errorBodyLimit {
			t.Errorf("the body has %d bytes, want at most %d", len(e.Body), errorBodyLimit)
		}
		if n >= 8 && strings.Contains(string(e.Body), testKey[:8]) {
			t.Errorf("the body ends in %q, with a part of the API key", e.Body[len(e.Body)-30:])
		}
	}
}

// TestMiddleware_AddedCredentialIsRedacted has a middleware add a token, which the server repeats.
func TestMiddleware_AddedCredentialIsRedacted(t *testing.T) {
	t.Parallel()
	const token = "token-of-the-middleware"
	authorize := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			r = r.Clone(r.Context())
			r.Header.Set("Authorization", "Bearer "+token)
			return next.RoundTrip(r)
		})
	}
	repeat := respond(400, jsonType, `{"message":"bad token `+token+`"}`)
	client := offSpecServer(t, repeat, customers.WithMiddleware(authorize))
	_, err := client.Get(t.Context(), "a")
	e := asError(t, err)
	if e.Message != "bad token [REDACTED]" {
		t.Errorf("Message = %q, want it without the token", e.Message)
	}
	if strings.Contains(string(e.Body), token) {
		t.Errorf("Body = %s, with the token", e.Body)
	}
}

// TestMiddleware_CannotRedirectKey has a middleware change the origin of the request: the call fails after one attempt,
// nothing is sent, and the body is closed, as net/http requires of a RoundTripper.
func TestMiddleware_CannotRedirectKey(t *testing.T) {
	t.Parallel()
	origin, other := forbiddenServer(t), forbiddenServer(t)
	for name, redirect := range map[string]func(*http.Request){
		"host":      func(r *http.Request) { r.URL.Host = strings.TrimPrefix(other.URL, "http://") },
		"host name": func(r *http.Request) { r.URL.Host = strings.Replace(r.URL.Host, "127.0.0.1", "localhost", 1) },
		"scheme":    func(r *http.Request) { r.URL.Scheme = "https" },
		"port":      func(r *http.Request) { r.URL.Host = r.URL.Hostname() + ":1" },
	} {
		for _, op := range operations() {
			body := &unreadBody{}
			wrap := func(next http.RoundTripper) http.RoundTripper {
				return roundTripper(func(r *http.Request) (*http.Response, error) {
					r = r.Clone(r.Context())
					redirect(r)
					r.Body = body
					return next.RoundTrip(r)
				})
			}
			client := newClient(t, origin.URL,
				customers.WithRetry(customers.RetryPolicy{}), customers.WithMiddleware(wrap))
			err := op.call(t, client)
			wantSentinel(t, err, customers.ErrClientSide)
			wantOutcomeUnknown(t, err, false)
			e := asError(t, err)
			if len(e.Attempts) != 1 {
				t.Errorf("%s, another %s: %d attempts, want 1", op.name, name, len(e.Attempts))
			}
			if !strings.Contains(e.Error(), "another origin") {
				t.Errorf("%s, another %s: error = %v, want the reason in it", op.name, name, e)
			}
			if body.closed != 1 {
				t.Errorf("%s, another %s: the body was closed %d times, want once", op.name, name, body.closed)
			}
		}
	}
}

// unreadBody is the body of a request that must not be sent.
type unreadBody struct{ closed int }

func (*unreadBody) Read([]byte) (int, error) { return 0, errReset }

func (b *unreadBody) Close() error {
	b.closed++
	return nil
}

// forbiddenServer starts a server that must not receive a request.
func forbiddenServer(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { forbidden(t, r) }))
	t.Cleanup(s.Close)
	return s
}

// forbidden reports a request that must not be sent, with the credentials in it.
func forbidden(t testing.TB, r *http.Request) {
	t.Helper()
	t.Errorf("a request that must not be sent: %s %s%s with key %q and authorization %q",
		r.Method, r.Host, r.URL, r.Header.Get("X-API-KEY"), r.Header.Get("Authorization"))
}

// redirectServer responds to requests under the base path with a redirect. Any other request has followed one.
type redirectServer struct {
	*httptest.Server

	mu       sync.Mutex
	status   int
	location string
	methods  []string // of the requests since the last set
}

func newRedirectServer(t *testing.T, start func(http.Handler) *httptest.Server) *redirectServer {
	t.Helper()
	s := &redirectServer{}
	s.Server = start(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host != s.Listener.Addr().String() || !strings.HasPrefix(r.URL.Path, basePath+"/api/v1/") {
			forbidden(t, r)
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.methods = append(s.methods, r.Method)
		w.Header().Set("Location", s.location)
		w.WriteHeader(s.status)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *redirectServer) set(status int, location string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status, s.location, s.methods = status, location, nil
}

func (s *redirectServer) received() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.methods, " ")
}

// TestRedirectIsNotFollowed has each redirect status lead to each kind of location, for every operation: one request is
// sent, to the base URL, and the redirect is the error.
func TestRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	other := forbiddenServer(t)
	plain, secure := newRedirectServer(t, httptest.NewServer), newRedirectServer(t, httptest.NewTLSServer)
	_, port, _ := strings.Cut(plain.Listener.Addr().String(), ":")
	for _, from := range []*redirectServer{plain, secure} {
		client := newClient(t, from.URL+basePath,
			customers.WithHTTPClient(from.Client()),      // it accepts the server's certificate and follows redirects
			customers.WithRetry(customers.RetryPolicy{}), // a redirect is not retried
			customers.WithHeader("Authorization", "Bearer token-9876543210"))
		for where, location := range map[string]string{
			"same origin":                 from.URL + "/landing",
			"same origin, relative":       "/landing",
			"other port, or down to http": other.URL + basePath + "/api/v1/account-manager/customers",
			"other host name":             "http://localhost:" + port + basePath + "/api/v1/account-manager/customers",
			"no scheme":                   "//" + other.Listener.Addr().String() + "/",
			"malformed":                   "%zz",
			"empty":                       "",
		} {
			for _, status := range []int{301, 302, 303, 307, 308} {
				for _, op := range operations() {
					from.set(status, location)
					name := fmt.Sprintf("%s: %d from %s to %s", op.name, status, from.URL, where)
					err := op.call(t, client)
					wantSentinel(t, err, customers.ErrUnexpectedResponse)
					e := asError(t, err)
					if e.StatusCode != status {
						t.Errorf("%s: status code %d", name, e.StatusCode)
					}
					if got := e.Header.Get("Location"); got != location {
						t.Errorf("%s: Location %q, want %q", name, got, location)
					}
					if len(e.Attempts) != 1 {
						t.Errorf("%s: %d attempts, want 1", name, len(e.Attempts))
					}
					if got := from.received(); got != op.method {
						t.Errorf("%s: the server received %q, want one %s", name, got, op.method)
					}
				}
			}
		}
	}
}
