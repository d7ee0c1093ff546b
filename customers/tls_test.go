package customers_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// tlsServer starts a server that responds with success to each operation, and counts its requests.
func tlsServer(t *testing.T, config *tls.Config) (url string, requests *atomic.Int32) {
	t.Helper()
	requests = &atomic.Int32{}
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		resp, err := ok(r) //nolint:bodyclose // it is in memory
		if err != nil {
			t.Error(err)
			return
		}
		w.Header().Set("Content-Type", resp.Header.Get("Content-Type"))
		w.WriteHeader(resp.StatusCode)
		_, _ = io.Copy(w, resp.Body)
	}))
	srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // handshakes fail on purpose
	srv.TLS = config
	srv.StartTLS()
	t.Cleanup(srv.Close)
	return srv.URL, requests
}

// TestTLS_ServerVerification checks which servers get a request: those with a trusted certificate for their name that
// has not expired, from TLS 1.2 on. A write to any other server was not sent, so its outcome is known.
func TestTLS_ServerVerification(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	inAnHour, aMinuteAgo := time.Now().Add(time.Hour), time.Now().Add(-time.Minute)
	const host, otherHost = "127.0.0.1", "other.example"
	withCA := func(t *testing.T, url string) *customers.Client {
		t.Helper()
		return newClient(t, url, customers.WithHTTPClient(&http.Client{Transport: &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: ca.pool(), MinVersion: tls.VersionTLS12},
		}}))
	}
	withDefaults := func(t *testing.T, url string) *customers.Client { // with the connection pool of New
		t.Helper()
		client, err := customers.New(url, customers.WithAPIKey(testKey), customers.WithRetry(customers.NoRetry))
		if err != nil {
			t.Fatal(err)
		}
		return client
	}
	for name, tc := range map[string]struct {
		cert       tls.Certificate
		maxVersion uint16 // 0 for the newest
		client     func(*testing.T, string) *customers.Client
		isWanted   func(error) bool // nil if the calls succeed
	}{
		"trusted CA":                {ca.issue(t, host, inAnHour), 0, withCA, nil},
		"TLS 1.2":                   {ca.issue(t, host, inAnHour), tls.VersionTLS12, withCA, nil},
		"unknown CA":                {ca.issue(t, host, inAnHour), 0, withDefaults, isA[x509.UnknownAuthorityError]},
		"other host":                {ca.issue(t, otherHost, inAnHour), 0, withCA, isA[x509.HostnameError]},
		"expired":                   {ca.issue(t, host, aMinuteAgo), 0, withCA, isExpired},
		"TLS 1.1, default pool":     {ca.issue(t, host, inAnHour), tls.VersionTLS11, withDefaults, isUnsupportedVersion},
		"TLS 1.1, caller's own CAs": {ca.issue(t, host, inAnHour), tls.VersionTLS11, withCA, isUnsupportedVersion},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, requests := tlsServer(t, &tls.Config{ //nolint:gosec // old versions are refused by the client
				Certificates: []tls.Certificate{tc.cert},
				MinVersion:   tls.VersionTLS10,
				MaxVersion:   tc.maxVersion,
			})
			client := tc.client(t, url)
			for _, op := range operations() {
				err := op.call(t, client)
				if tc.isWanted == nil {
					if err != nil {
						t.Errorf("%s: %v", op.name, err)
					}
					continue
				}
				wantSentinel(t, err, customers.ErrTransport)
				wantOutcomeUnknown(t, err, false)
				if !tc.isWanted(err) {
					t.Errorf("%s: %v, want the error of the handshake", op.name, err)
				}
			}
			want := 0
			if tc.isWanted == nil {
				want = len(operations())
			}
			if got := int(requests.Load()); got != want {
				t.Errorf("%d requests, want %d", got, want)
			}
		})
	}
}

// TestTLS_PermanentFailure has handshakes fail for reasons that another attempt would not change. No operation is
// retried, not even a read.
func TestTLS_PermanentFailure(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	const host = "127.0.0.1"
	valid := ca.issue(t, host, time.Now().Add(time.Hour))
	trusted := func() *tls.Config { return &tls.Config{RootCAs: ca.pool(), MinVersion: tls.VersionTLS12} }
	certificate := func(cert tls.Certificate) *tls.Config {
		return &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	}
	withoutVerification := trusted()
	withoutVerification.InsecureSkipVerify = true
	withoutVerification.VerifyConnection = func(state tls.ConnectionState) error {
		_, err := state.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: x509.NewCertPool()})
		return err
	}
	clientCertificate := func(maxVersion uint16) *tls.Config {
		config := certificate(valid)
		config.MaxVersion, config.ClientAuth = maxVersion, tls.RequireAnyClientCert
		return config
	}
	oldVersion := certificate(valid)
	oldVersion.MinVersion, oldVersion.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	for name, tc := range map[string]struct {
		server *tls.Config // nil for a server without TLS
		client *tls.Config
	}{
		"unknown CA":                  {certificate(valid), &tls.Config{MinVersion: tls.VersionTLS12}},
		"unknown CA, own check":       {certificate(valid), withoutVerification},
		"other host":                  {certificate(ca.issue(t, "other.example", time.Now().Add(time.Hour))), trusted()},
		"expired":                     {certificate(ca.issue(t, host, time.Now().Add(-time.Minute))), trusted()},
		"not yet valid":               {certificate(ca.issue(t, host, time.Now().Add(2*time.Hour))), trusted()},
		"client certificate, TLS 1.2": {clientCertificate(tls.VersionTLS12), trusted()},
		"client certificate, TLS 1.3": {clientCertificate(tls.VersionTLS13), trusted()},
		"old version":                 {oldVersion, trusted()},
		"no TLS":                      {nil, trusted()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := "https://" + acceptAll(t, shakeHands(t.Context(), tc.server))
			client := newClient(t, url, customers.WithRetry(customers.RetryPolicy{BaseDelay: 1}),
				customers.WithHTTPClient(&http.Client{Transport: &http.Transport{TLSClientConfig: tc.client}}))
			for _, op := range operations() {
				err := op.call(t, client)
				wantSentinel(t, err, customers.ErrTransport)
				if got := len(asError(t, err).Attempts); got != 1 {
					t.Errorf("%s: %d attempts, want 1: %v", op.name, got, err)
				}
			}
		})
	}
}

// shakeHands makes the TLS handshake, without TLS responds to it in HTTP, and waits until the client closes the
// connection, which would otherwise lose the alert.
func shakeHands(ctx context.Context, config *tls.Config) func(net.Conn) {
	return func(conn net.Conn) {
		if config == nil {
			_, _ = io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\n\r\n")
		} else {
			_ = tls.Server(conn, config).HandshakeContext(ctx) // fails on purpose
		}
		_, _ = io.Copy(io.Discard, conn)
	}
}

// TestTLS_ServerRefuses has the server cut the handshake, or refuse it with each alert. Only the alerts that state that
// it will refuse the next handshake too end the call.
func TestTLS_ServerRefuses(t *testing.T) {
	t.Parallel()
	alert := func(code byte) func(net.Conn) {
		return func(conn net.Conn) {
			_, _ = conn.Write([]byte{21, 3, 3, 0, 2, 2, code}) // a record with a fatal alert (RFC 8446 section 5.1)
			_, _ = io.Copy(io.Discard, conn)
		}
	}
	attempts := map[string]int{"cut": 3}
	servers := map[string]func(net.Conn){"cut": func(net.Conn) {}}
	for _, code := range []byte{10, 20, 22, 47, 50, 51, 80, 90, 109, 120} {
		name := tls.AlertError(code).Error()
		attempts[name], servers[name] = 3, alert(code)
	}
	for _, code := range []byte{40, 42, 43, 44, 45, 46, 48, 49, 70, 71, 112, 116} {
		name := tls.AlertError(code).Error()
		attempts[name], servers[name] = 1, alert(code)
	}
	for name, serve := range servers {
		client := newClient(t, "https://"+acceptAll(t, serve), customers.WithRetry(customers.RetryPolicy{BaseDelay: 1}),
			customers.WithHTTPClient(&http.Client{Transport: &http.Transport{}}))
		for _, op := range operations() {
			err := op.call(t, client)
			wantSentinel(t, err, customers.ErrTransport)
			wantOutcomeUnknown(t, err, false)
			if got := len(asError(t, err).Attempts); got != attempts[name] {
				t.Errorf("%s, %s: %d attempts, want %d: %v", name, op.name, got, attempts[name], err)
			}
		}
	}
}

func isA[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

func isExpired(err error) bool {
	var e x509.CertificateInvalidError
	return errors.As(err, &e) && e.Reason == x509.Expired
}

// isUnsupportedVersion reports the alert of a server without a common version. crypto/tls exports no error for it.
func isUnsupportedVersion(err error) bool {
	return err != nil && strings.Contains(err.Error(), "protocol version not supported")
}

// authority is a certificate authority.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "test CA"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
		IsCA:         true,
		KeyUsage:     x509.KeyUsageCertSign,

		BasicConstraintsValid: true,
	}
	return &authority{sign(t, template, template, key, key), key}
}

// issue returns a certificate for a host name or an IP address that is valid until notAfter.
func (a *authority) issue(t testing.TB, host string, notAfter time.Time) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2),
		NotBefore:    notAfter.Add(-time.Hour),
		NotAfter:     notAfter,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{host}
	}
	leaf := sign(t, template, a.cert, key, a.key)
	return tls.Certificate{Certificate: [][]byte{leaf.Raw}, PrivateKey: key}
}

// pool returns a pool of this CA only.
func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// sign returns the certificate of template and key, signed by parent.
func sign(t testing.TB, template, parent *x509.Certificate, key, signer *ecdsa.PrivateKey) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}
