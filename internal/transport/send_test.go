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
	for version, accepted := range map[uint16]bool{
		tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true,
	} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			t.Parallel()
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
