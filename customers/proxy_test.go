package customers_test

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// proxyTestURL names the environment variable with the base URL for the child process of TestProxy_Loopback.
const proxyTestURL = "TEST_PROXY_BASE_URL"

// TestProxy_Loopback sets HTTP_PROXY and HTTPS_PROXY in a child process, because net/http reads them once. Requests to
// loopback never reach the proxy, whatever the case of localhost; requests to another host do.
func TestProxy_Loopback(t *testing.T) {
	if base := os.Getenv(proxyTestURL); base != "" {
		client, err := customers.New(base, customers.WithAPIKey(testKey), customers.WithInsecureHTTP(),
			customers.WithRetry(customers.NoRetry))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = client.Get(t.Context(), "a") // the parent process counts the requests
		return
	}
	t.Parallel()
	var proxied, direct atomic.Int32
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { proxied.Add(1) }))
	t.Cleanup(proxy.Close)
	count := func(w http.ResponseWriter, r *http.Request) {
		direct.Add(1)
		respond(404, jsonType, "{}")(w, r)
	}
	port := func(addr string) string {
		srv := httptest.NewUnstartedServer(http.HandlerFunc(count))
		if addr != "" {
			l, err := net.Listen("tcp", addr)
			if err != nil {
				t.Skipf("this machine has no %s: %v", addr, err)
			}
			_ = srv.Listener.Close()
			srv.Listener = l
		}
		srv.Start()
		t.Cleanup(srv.Close)
		u, _ := url.Parse(srv.URL)
		return u.Port()
	}
	four := port("")
	bases := []struct {
		base    string
		proxied int32
	}{
		{"http://localhost:" + four, 0},
		{"http://LOCALHOST:" + four, 0},
		{"http://LocalHost:" + four, 0},
		{"http://127.0.0.1:" + four, 0},
		{"http://api.example.test", 1},
		{"https://api.example.test", 1}, // the request is a CONNECT
	}
	if l, err := net.Listen("tcp", "[::1]:0"); err == nil {
		_ = l.Close()
		bases = append(bases, bases[0])
		bases[len(bases)-1].base = "http://[::1]:" + port("[::1]:0")
	}
	for _, tc := range bases {
		proxied.Store(0)
		direct.Store(0)
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProxy_Loopback$") //nolint:gosec // this program
		cmd.Env = append(os.Environ(), proxyTestURL+"="+tc.base, "HTTP_PROXY="+proxy.URL, "http_proxy="+proxy.URL,
			"HTTPS_PROXY="+proxy.URL, "https_proxy="+proxy.URL, "NO_PROXY=", "no_proxy=")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", tc.base, err, out)
		}
		if got := proxied.Load(); got != tc.proxied {
			t.Errorf("%s: the proxy receives %d requests, want %d", tc.base, got, tc.proxied)
		}
		if got := direct.Load(); got != 1-tc.proxied {
			t.Errorf("%s: the server receives %d requests, want %d", tc.base, got, 1-tc.proxied)
		}
	}
}

// TestNew_ProxyOfTransport refuses a Transport of the caller that sends plain http to loopback through a proxy.
func TestNew_ProxyOfTransport(t *testing.T) {
	t.Parallel()
	proxy := http.ProxyURL(&url.URL{Scheme: "http", Host: "proxy.example.test"})
	broken := func(*http.Request) (*url.URL, error) { return nil, errors.New("no proxy can be chosen") }
	none := func(*http.Request) (*url.URL, error) { return nil, nil } //nolint:nilnil // no proxy
	for _, tc := range []struct {
		name, base string
		proxy      func(*http.Request) (*url.URL, error)
		opts       []customers.Option
		refused    bool
	}{
		{"http to loopback", "http://127.0.0.1", proxy, nil, true},
		{"http to localhost", "http://LOCALHOST", proxy, nil, true},
		{"a proxy function that fails", "http://localhost", broken, nil, true},
		{"no proxy for this URL", "http://localhost", none, nil, false},
		{"no proxy function", "http://localhost", nil, nil, false},
		{"https to loopback", "https://localhost", proxy, nil, false},
		{"https", "https://api.example.test", proxy, nil, false},
		{"WithInsecureHTTP", "http://localhost", proxy, []customers.Option{customers.WithInsecureHTTP()}, false},
	} {
		opts := append([]customers.Option{
			customers.WithAPIKey(testKey),
			customers.WithHTTPClient(&http.Client{Transport: &http.Transport{Proxy: tc.proxy}}),
		}, tc.opts...)
		_, err := customers.New(tc.base, opts...)
		if refused := err != nil; refused != tc.refused {
			t.Errorf("%s: error = %v, want refused = %t", tc.name, err, tc.refused)
		}
		if err != nil {
			wantSentinel(t, err, customers.ErrInvalidArgument)
		}
	}
}
