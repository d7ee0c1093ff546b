package server_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/ledgerlink/link-sdk-go/bench/server"
)

const listPath = "/api/v1/account-manager/customers"

// TestBodies checks that a list has the size in its path, and that its bytes depend neither on the server nor on the
// transfer coding.
func TestBodies(t *testing.T) {
	t.Parallel()
	srv, again := httptest.NewServer(server.New()), httptest.NewServer(server.New())
	t.Cleanup(srv.Close)
	t.Cleanup(again.Close)
	const n, accounts = 2000, 4
	whole, length := get(t, srv.URL+server.Base(server.Plain, n, accounts)+listPath)
	if length != int64(len(whole)) {
		t.Errorf("Content-Length %d, want %d", length, len(whole))
	}
	for _, kind := range []string{server.Chunked, server.Gzip} {
		body, length := get(t, srv.URL+server.Base(kind, n, accounts)+listPath) // net/http inflates it
		if length != -1 {
			t.Errorf("%s: Content-Length %d, want none", kind, length)
		}
		if !bytes.Equal(whole, body) {
			t.Errorf("%s: the body differs from the plain one", kind)
		}
	}
	if second, _ := get(t, again.URL+server.Base(server.Plain, n, accounts)+listPath); !bytes.Equal(whole, second) {
		t.Error("another server sent a different list")
	}
	var list []struct {
		ID       string            `json:"id"`
		Accounts []json.RawMessage `json:"accounts"`
	}
	if err := json.Unmarshal(whole, &list); err != nil || len(list) != n {
		t.Fatalf("%d customers, want %d: %v", len(list), n, err)
	}
	seen := map[string]bool{}
	for _, c := range list {
		if seen[c.ID] {
			t.Fatalf("customer %s appears twice", c.ID)
		}
		if len(c.Accounts) != accounts {
			t.Fatalf("customer %s has %d accounts, want %d", c.ID, len(c.Accounts), accounts)
		}
		seen[c.ID] = true
	}
}

// TestBodies_Unknown checks that each customer has members that the plain list does not have.
func TestBodies_Unknown(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(server.New())
	t.Cleanup(srv.Close)
	var plain, unknown []map[string]json.RawMessage
	for kind, list := range map[string]*[]map[string]json.RawMessage{server.Plain: &plain, server.Unknown: &unknown} {
		body, _ := get(t, srv.URL+server.Base(kind, 10, 1)+listPath)
		if err := json.Unmarshal(body, list); err != nil || len(*list) != 10 {
			t.Fatalf("%s: %d customers, want 10: %v", kind, len(*list), err)
		}
	}
	for i := range plain {
		if more := len(unknown[i]) - len(plain[i]); more != 4 {
			t.Errorf("customer %d has %d more members, want 4", i, more)
		}
	}
}

// TestNewHTTP2 checks that the server accepts HTTP/2 only, with a certificate that clients can trust.
func TestNewHTTP2(t *testing.T) {
	t.Parallel()
	srv, certificate, err := server.NewHTTP2()
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go srv.ServeTLS(listener, "", "") //nolint:errcheck // returns after Close
	t.Cleanup(func() { _ = srv.Close() })
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(certificate)
	for http2, want := range map[bool]int{true: http.StatusOK, false: http.StatusHTTPVersionNotSupported} {
		transport := &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: http2,
		}
		t.Cleanup(transport.CloseIdleConnections)
		url := "https://" + listener.Addr().String() + server.Base(server.Plain, 1, 1) + listPath
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		res, err := transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("HTTP/2 %v: status %d with %s, want %d", http2, res.StatusCode, res.Proto, want)
		}
	}
}

func get(tb testing.TB, url string) (body []byte, length int64) {
	tb.Helper()
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		tb.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer res.Body.Close()
	if body, err = io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK {
		tb.Fatal(res.Status, err)
	}
	return body, res.ContentLength
}
