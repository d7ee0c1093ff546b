package transport

import (
	"crypto/tls"
	"crypto/x509"
	"log/slog"
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
