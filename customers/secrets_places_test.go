package customers_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestErrors_ShowNoPartOfKey_Cut has the bounds of Error.Body fall at each byte of the key: the end of an error body,
// and the beginning of the tail of a list.
func TestErrors_ShowNoPartOfKey_Cut(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 11)) //nolint:gosec // reproducible
	for _, n := range []int{shownBytes, 40, 200} {
		key := randomKey(r, n)
		parts := partsOf(key)
		for cut := 0; cut <= n; cut += 1 + n/41 {
			body := strings.Repeat("x", errorBodyLimit-cut) + key
			const end = `"},1` // where the decoder fails, and the tail ends
			list := `[{"id":"a","x":"` + jsonString(key) + strings.Repeat("y", errorBodyLimit-len(end)-cut) + end
			for where, do := range map[string]step{
				"error body": response(500, http.Header{"Content-Type": {"text/plain"}}, body),
				"list":       response(200, http.Header{"Content-Type": {jsonType}}, list),
			} {
				watch := &watcher{}
				client, _ := scripted(t, []step{do}, watch.options(key)...)
				_, err := collect(t, client)
				if size := len(asError(t, err).Body); size > errorBodyLimit {
					t.Errorf("%s: Body has %d bytes", where, size)
				}
				watch.see(err, customers.ResponseInfo{})
				watch.check(t, fmt.Sprintf("%s, key %q, cut at %d", where, key, cut), parts)
			}
		}
	}
}

// jsonString returns text as a JSON string without quotes.
func jsonString(text string) string {
	return strings.NewReplacer(`"`, `\"`, `\`, `\\`).Replace(text)
}

// TestErrors_ShowNoPartOfRotatedKey has a server that repeats the key of the call before, then that of an earlier
// attempt of the same call, then that of a middleware.
func TestErrors_ShowNoPartOfRotatedKey(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 12)) //nolint:gosec // reproducible
	keys := []string{randomKey(r, 60), randomKey(r, 60), randomKey(r, 60)}
	token := randomKey(r, 60)
	secrets := slices.Concat(keys, []string{token})
	watch, calls := &watcher{}, 0
	source := customers.WithAPIKeySource(func(context.Context) (string, error) {
		if calls++; calls == 4 {
			return "", fmt.Errorf("the source has no key after %s", keys[2])
		}
		return keys[calls-1], nil
	})
	all := strings.Join(secrets, "\n")
	echo := response(400, http.Header{"Content-Type": {"text/plain"}, "X-Request-Id": {all}}, all)
	client, _ := scripted(t, []step{ok, status(503), echo}, append(watch.options(keys[0]), source,
		customers.WithRetry(customers.RetryPolicy{BaseDelay: 1}),
		customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(req *http.Request) (*http.Response, error) {
				req = req.Clone(req.Context())
				req.Header.Set("Authorization", "Bearer "+token)
				resp, err := next.RoundTrip(req)
				if err == nil {
					resp.Request = req
				}
				return resp, err
			})
		}))...)
	if _, err := client.Get(t.Context(), "customer-id"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []error{customers.ErrBadRequest, customers.ErrClientSide} { // the last one has no key
		_, err := client.Get(t.Context(), "customer-id")
		wantSentinel(t, err, want)
		watch.see(err, customers.ResponseInfo{})
	}
	for _, secret := range secrets {
		watch.check(t, "key "+secret, partsOf(secret))
	}
}

// TestErrors_ShowNoCookies has a server that repeats cookies of the caller, as pairs and as values, and sets one.
func TestErrors_ShowNoCookies(t *testing.T) {
	t.Parallel()
	const set, inJar, value = "cookie-set-0123456789", "cookie-jar-9876543210", "cookie-new-5555555555"
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	cookies := []*http.Cookie{{Name: "jar", Value: inJar, Secure: true}}
	jar.SetCookies(&url.URL{Scheme: "https", Host: "h", Path: "/"}, cookies)
	transport := roundTripper(func(req *http.Request) (*http.Response, error) {
		sent := req.Header.Get("Cookie")
		if !strings.Contains(sent, set) || !strings.Contains(sent, inJar) {
			t.Errorf("Cookie = %q, want both cookies", sent)
		}
		h := http.Header{"X-Request-Id": {sent}, "Set-Cookie": {"new=" + value + "; Path=/"}}
		return response(400, h, sent+"\nset is "+set+", jar is "+inJar)(req)
	})
	watch := &watcher{}
	client := newClient(t, "https://h", append(watch.options(testKey), customers.WithHeader("Cookie", "a=b; set="+set),
		customers.WithHTTPClient(&http.Client{Transport: transport, Jar: jar}))...)
	_, err = client.Get(t.Context(), "a")
	watch.see(err, customers.ResponseInfo{})
	for _, secret := range []string{set, inJar, value} {
		watch.check(t, secret, partsOf(secret))
	}
	if got := asError(t, err).Header.Get("Set-Cookie"); got != "new=[REDACTED]; Path=/" {
		t.Errorf("Set-Cookie = %q, want it without the value", got)
	}
}

// TestErrors_ShowNoPartOfKey_Protocol has a server that repeats the key where net/http fails with an error that quotes
// it.
func TestErrors_ShowNoPartOfKey_Protocol(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 13)) //nolint:gosec // reproducible
	for _, format := range []string{
		"%s\r\n\r\n", "HTTP/%s 200 OK\r\n\r\n", "HTTP/1.1 %s\r\n\r\n", "HTTP/1.1 400 %s\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200 OK\r\n%s\r\n\r\n", "HTTP/1.1 200 OK\r\n%s: a b\r\n: c\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: %s\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%s\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: %s\r\n\r\n0\r\n%s\r\n\r\n",
		"HTTP/1.1 101 %s\r\nUpgrade: %s\r\nConnection: Upgrade\r\n\r\n%s",
		"HTTP/1.1 103 %s\r\nX-Hint: %s\r\n\r\nHTTP/1.1 500 %s\r\nX-A: %s\r\nContent-Length: 0\r\n\r\n",
	} {
		for _, n := range []int{shownBytes, 40, 200} {
			key := randomKey(r, n)
			srv := &pipeServer{serve: send(strings.ReplaceAll(format, "%s", key), hangUp)}
			watch := &watcher{}
			client := newClient(t, "https://h", append(watch.options(key), overPipe(srv))...)
			for _, op := range operations() {
				var info customers.ResponseInfo
				if err := op.call(t, client, customers.WithResponseInfo(&info)); err != nil {
					watch.see(err, info)
				}
			}
			watch.check(t, fmt.Sprintf("key %q in %q", key, format), partsOf(key))
			srv.stop()
		}
	}
}

// overPipe sends the requests to srv without TLS, whatever the URL.
func overPipe(srv *pipeServer) customers.Option {
	pool := &http.Transport{DialTLSContext: srv.dial, DisableKeepAlives: true}
	return customers.WithHTTPClient(&http.Client{Transport: pool})
}

// TestErrors_ShowNoProxyCredentials has a proxy that repeats its credentials in the reason phrase of a 407, which
// net/http returns as an error.
func TestErrors_ShowNoProxyCredentials(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 14)) //nolint:gosec // reproducible
	for _, n := range []int{shownBytes, 40, 100} {
		password, token := randomKey(r, n), randomKey(r, n)
		proxy := &url.URL{Scheme: "http", Host: "proxy", User: url.UserPassword("user", password)}
		pool := &http.Transport{
			Proxy:              http.ProxyURL(proxy),
			ProxyConnectHeader: http.Header{"Authorization": {"Bearer " + token}},
			DialContext: func(context.Context, string, string) (net.Conn, error) {
				client, srv := net.Pipe()
				go func() {
					defer func() { _ = srv.Close() }()
					req, err := http.ReadRequest(bufio.NewReader(srv))
					if err != nil {
						return
					}
					basic, _ := strings.CutPrefix(req.Header.Get("Proxy-Authorization"), "Basic ")
					decoded, _ := base64.StdEncoding.DecodeString(basic)
					if !bytes.HasSuffix(decoded, []byte(password)) {
						return
					}
					fmt.Fprintf(srv, "HTTP/1.1 407 denied: %s %s %s\r\n\r\n", basic, decoded, req.Header.Get("Authorization"))
					_, _ = io.Copy(io.Discard, srv)
				}()
				return client, nil
			},
		}
		watch := &watcher{}
		client := newClient(t, "https://h", append(watch.options(testKey),
			customers.WithHTTPClient(&http.Client{Transport: pool}))...)
		_, err := client.Get(t.Context(), "a")
		if !strings.Contains(asError(t, err).Error(), "denied") {
			t.Errorf("error = %v, want the words of the proxy", err)
		}
		watch.see(err, customers.ResponseInfo{})
		watch.check(t, "password of the proxy", partsOf(password))
		watch.check(t, "token of the proxy", partsOf(token))
	}
}
