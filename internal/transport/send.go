package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

var errNoResponse = errors.New("the HTTP client returned no response")

// exchange does one HTTP exchange. It calls the RoundTripper itself, because http.Client would follow redirects,
// drop the status of one with a broken Location, and write the URL, with the customer's id, into its errors. Of the
// caller's client it honours Transport, Jar and Timeout; CheckRedirect has nothing to check.
func exchange(client *http.Client, req *http.Request) (*http.Response, error) {
	var cancel context.CancelFunc
	if client.Timeout > 0 {
		cause := timeoutError{"no answer to an attempt", client.Timeout}
		var ctx context.Context
		ctx, cancel = context.WithTimeoutCause(req.Context(), client.Timeout, cause)
		req = req.WithContext(ctx)
	}
	if client.Jar != nil {
		for _, c := range client.Jar.Cookies(req.URL) {
			req.AddCookie(c)
		}
	}
	resp, err := client.Transport.RoundTrip(req)
	if err == nil && resp == nil {
		err = errNoResponse
	}
	if err != nil {
		if cause := context.Cause(req.Context()); cause != nil {
			err = withCause(err, cause)
		}
		if cancel != nil {
			cancel()
		}
		return nil, err
	}
	if client.Jar != nil {
		if cookies := resp.Cookies(); len(cookies) > 0 {
			client.Jar.SetCookies(req.URL, cookies)
		}
	}
	if resp.Body == nil {
		resp.Body = http.NoBody
	}
	if cancel != nil {
		resp.Body = &cancelBody{ReadCloser: resp.Body, cancel: cancel}
	}
	return resp, nil
}

// cancelBody ends the timeout of the caller's http.Client when the body is closed.
type cancelBody struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (b *cancelBody) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}

// MaxIdleConnsPerHost lets many callers share one client: net/http's default of 2 closes and redials under load.
const MaxIdleConnsPerHost = 128

// NewPool returns the client used when the caller brings none, or one without a Transport.
func NewPool() *http.Transport {
	pool := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		ForceAttemptHTTP2:   true,
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second,
	}
	if def, ok := http.DefaultTransport.(*http.Transport); ok {
		pool = def.Clone()
	}
	pool.MaxIdleConns = 0 // no bound of its own; there is one host
	pool.MaxIdleConnsPerHost = MaxIdleConnsPerHost
	if pool.TLSClientConfig == nil {
		pool.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	pool.TLSClientConfig.MinVersion = max(pool.TLSClientConfig.MinVersion, tls.VersionTLS12)
	return pool
}

// sentTrace knows whether a write may have reached the server.
type sentTrace struct{ asked, got atomic.Bool }

// traceSent watches the connection of a write. Reads are not traced: for them nobody asks.
func traceSent(ctx context.Context, method string) (context.Context, *sentTrace) {
	if method == http.MethodGet {
		return ctx, nil
	}
	s := &sentTrace{}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { s.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { s.got.Store(true) },
	}), s
}

// maybe reports false only with proof. Either net/http asked for a connection and never got one, so that dialing or the
// TLS handshake failed before a byte of the request was written; a RoundTripper that does not report to httptrace
// proves nothing. Or the server refused the HTTP/2 stream.
func (s *sentTrace) maybe(err error) bool {
	if s == nil {
		return true
	}
	if err != nil && s.asked.Load() && !s.got.Load() {
		return false
	}
	return !isRefusedStream(err)
}

// streamError has the fields of net/http's error for an HTTP/2 stream, which errors.As copies into any struct like it.
type streamError struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

func (streamError) Error() string { return "HTTP/2 stream error" }

// isRefusedStream reports REFUSED_STREAM, with which a server says that it did not process the request (RFC 9113
// section 8.7). net/http resends those by itself, and gives up with this error.
func isRefusedStream(err error) bool {
	const refusedStream = 0x7
	var e streamError
	return errors.As(err, &e) && e.Code == refusedStream
}
