package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestNewPool_MinTLSVersion connects to trusted servers that support no newer version than the given one.
func TestNewPool_MinTLSVersion(t *testing.T) {
	t.Parallel()
	checkMinTLSVersion(t)
}

// TestNewPool_OtherDefaultTransport replaces http.DefaultTransport, as libraries for tracing do. It runs alone because
// that is a variable of the process.
func TestNewPool_OtherDefaultTransport(t *testing.T) { //nolint:paralleltest // it replaces http.DefaultTransport
	def := http.DefaultTransport
	http.DefaultTransport = http.NewFileTransport(http.Dir(t.TempDir()))
	t.Cleanup(func() { http.DefaultTransport = def })
	checkMinTLSVersion(t)
	pool := NewPool()
	if pool.MaxIdleConnsPerHost != MaxIdleConnsPerHost {
		t.Errorf("MaxIdleConnsPerHost = %d, want %d", pool.MaxIdleConnsPerHost, MaxIdleConnsPerHost)
	}
	if pool.Proxy == nil {
		t.Error("the pool ignores the proxy of the environment")
	}
}

func checkMinTLSVersion(t *testing.T) {
	t.Helper()
	for version, accepted := range map[uint16]bool{
		tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true,
	} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			srv := httptest.NewUnstartedServer(http.NotFoundHandler())
			srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // handshakes fail on purpose
			srv.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: version}      //nolint:gosec // to be refused
			srv.StartTLS()
			t.Cleanup(srv.Close)
			pool := NewPool()
			t.Cleanup(pool.CloseIdleConnections)
			pool.TLSClientConfig.RootCAs = x509.NewCertPool()
			pool.TLSClientConfig.RootCAs.AddCert(srv.Certificate())
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := pool.RoundTrip(req)
			if err == nil {
				_ = resp.Body.Close()
			}
			if got := err == nil; got != accepted {
				t.Errorf("error = %v, want a connection: %v", err, accepted)
			}
		})
	}
}

// TestDialLoopback connects to localhost. A dialer with the same Control function refuses addresses off loopback before
// it connects. Other hosts are left to the original dial function.
func TestDialLoopback(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	var others []string
	errOther := errors.New("other host")
	dial := dialLoopback(func(_ context.Context, _, addr string) (net.Conn, error) {
		others = append(others, addr)
		return nil, errOther
	})
	for _, host := range []string{"localhost", "LOCALHOST"} {
		conn, err := dial(t.Context(), "tcp", net.JoinHostPort(host, port))
		if err != nil {
			t.Errorf("%s: %v", host, err)
			continue
		}
		_ = conn.Close()
	}
	if len(others) > 0 {
		t.Errorf("the original function dials %q", others)
	}
	for _, addr := range []string{"api.localhost:80", "example.test:443", "192.0.2.1:80"} {
		if _, err := dial(t.Context(), "tcp", addr); !errors.Is(err, errOther) {
			t.Errorf("%s: error = %v, want that of the original function", addr, err)
		}
	}
	for _, addr := range []string{"192.0.2.1:80", "[2001:db8::1]:80"} { // documentation addresses (RFC 5737, RFC 3849)
		_, err := (&net.Dialer{Control: refuseNonLoopback}).DialContext(t.Context(), "tcp", addr)
		if refused := new(net.AddrError); !errors.As(err, &refused) {
			t.Errorf("%s: error = %v, want *net.AddrError", addr, err)
		}
	}
}
