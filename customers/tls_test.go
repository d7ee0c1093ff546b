package customers_test

import (
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
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// secureServer starts a server with that certificate. Requests are answered as the operations want, and counted.
func secureServer(t *testing.T, config *tls.Config) (url string, requests chan struct{}) {
	t.Helper()
	requests = make(chan struct{}, 100)
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests <- struct{}{}
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

// TestTLS shows which servers are spoken to: those whose certificate holds, for their name, today, from TLS 1.2 on. A write
// that met another one was not sent, and its error says so.
func TestTLS(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	later, earlier := time.Now().Add(time.Hour), time.Now().Add(-time.Minute)
	const self, other = "127.0.0.1", "other.example"
	trusting := customers.WithHTTPClient(&http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: ca.pool(), MinVersion: tls.VersionTLS12},
	}})
	standard := func(t *testing.T, url string) *customers.Client { // with the pool that a user gets without asking
		t.Helper()
		client, err := customers.New(url, customers.WithAPIKey(testKey), customers.WithRetry(customers.NoRetry))
		if err != nil {
			t.Fatal(err)
		}
		return client
	}
	private := func(t *testing.T, url string) *customers.Client {
		t.Helper()
		return newClient(t, url, trusting)
	}
	for name, tc := range map[string]struct {
		cert       tls.Certificate
		maxVersion uint16
		client     func(*testing.T, string) *customers.Client
		fault      func(error) bool // nil when the calls succeed
	}{
		"private CA":       {ca.issue(t, self, later), 0, private, nil},
		"TLS 1.2":          {ca.issue(t, self, later), tls.VersionTLS12, private, nil},
		"unknown CA":       {ca.issue(t, self, later), 0, standard, isA[x509.UnknownAuthorityError]},
		"wrong host name":  {ca.issue(t, other, later), 0, private, isA[x509.HostnameError]},
		"expired":          {ca.issue(t, self, earlier), 0, private, isExpired},
		"TLS 1.1":          {ca.issue(t, self, later), tls.VersionTLS11, standard, isOldVersion},
		"TLS 1.1, its own": {ca.issue(t, self, later), tls.VersionTLS11, private, isOldVersion},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, requests := secureServer(t, &tls.Config{ //nolint:gosec // the old version is what is refused
				Certificates: []tls.Certificate{tc.cert},
				MinVersion:   tls.VersionTLS10,
				MaxVersion:   tc.maxVersion,
			})
			client := tc.client(t, url)
			for _, op := range operations() {
				err := op.call(t, client)
				if tc.fault == nil {
					if err != nil {
						t.Errorf("%s: %v", op.name, err)
					}
					continue
				}
				wantSentinel(t, err, customers.ErrTransport)
				if !tc.fault(err) || errors.Is(err, customers.ErrOutcomeUnknown) {
					t.Errorf("%s: %v, want the handshake's fault and a certain outcome", op.name, err)
				}
			}
			if got := len(requests); (got == 0) != (tc.fault != nil) {
				t.Errorf("the server saw %d requests", got)
			}
		})
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

// isOldVersion knows the alert, for which crypto/tls has no exported error value. It comes before any certificate.
func isOldVersion(err error) bool {
	return err != nil && strings.Contains(err.Error(), "protocol version not supported")
}

// authority is a private CA.
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
		Subject:      pkix.Name{CommonName: "private CA"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
		IsCA:         true,
		KeyUsage:     x509.KeyUsageCertSign,

		BasicConstraintsValid: true,
	}
	return &authority{parse(t, template, template, key, key), key}
}

// issue returns a certificate for a host name or an address that ends at notAfter.
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
	leaf := parse(t, template, a.cert, key, a.key)
	return tls.Certificate{Certificate: [][]byte{leaf.Raw}, PrivateKey: key}
}

// pool trusts this CA alone.
func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// parse has parent sign the template.
func parse(t testing.TB, template, parent *x509.Certificate, key, signer *ecdsa.PrivateKey) *x509.Certificate {
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
