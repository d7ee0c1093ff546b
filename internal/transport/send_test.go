package transport

import (
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestPoolWantsTLS12 meets servers that it trusts and that speak no newer version than the one named.
func TestPoolWantsTLS12(t *testing.T) {
	t.Parallel()
	for version, want := range map[uint16]bool{
		tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true,
	} {
		srv := httptest.NewUnstartedServer(http.NotFoundHandler())
		srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // handshakes fail on purpose
		srv.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: version}      //nolint:gosec // old versions are what is refused
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
		if got := err == nil; got != want {
			t.Errorf("%s: spoken = %v (%v), want %v", tls.VersionName(version), got, err, want)
		}
	}
}
