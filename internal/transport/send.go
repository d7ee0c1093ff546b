package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// MaxIdleConnsPerHost lets many goroutines share one client: net/http's default of 2 closes connections and dials anew
// under load.
const MaxIdleConnsPerHost = 128

const (
	// writeIdleTimeout is how long a connection for writes may be idle. Common servers close idle connections later
	// (gunicorn after 2 s, Node.js and Apache 5 s, nginx 75 s).
	writeIdleTimeout = time.Second
	// maxHeaderBytes bounds the headers of a response, in bytes. net/http allows 10 MiB, which take 200 MiB of memory.
	maxHeaderBytes = 256 << 10
)

// Pools is the http.RoundTripper used when the caller sets none: one connection pool for reads and one for writes.
//
// If the server closes an idle connection at the moment when a write is sent on it, the outcome of the write is
// unknown; net/http repeats a read. So a connection for writes is idle for a short time only. It carries no list
// either, because a server may close a connection while the client still reads the list from its buffers.
type Pools struct{ reads, writes *http.Transport }

// NewPools returns the pools of reads and a copy of it for writes.
func NewPools(reads *http.Transport) *Pools {
	writes := reads.Clone()
	writes.IdleConnTimeout = writeIdleTimeout
	return &Pools{reads: reads, writes: writes}
}

// RoundTrip implements http.RoundTripper.
func (p *Pools) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodGet {
		return p.reads.RoundTrip(req)
	}
	return p.writes.RoundTrip(req)
}

// CloseIdleConnections closes the idle connections of both pools.
func (p *Pools) CloseIdleConnections() {
	p.reads.CloseIdleConnections()
	p.writes.CloseIdleConnections()
}

// netHTTP returns the http.Transport that sends requests for rt, or nil if rt is code of the caller.
func netHTTP(rt http.RoundTripper) *http.Transport {
	switch rt := rt.(type) {
	case *http.Transport:
		return rt
	case *Pools:
		return rt.reads
	}
	return nil
}

// NewPool returns a connection pool: a copy of http.DefaultTransport with more idle connections, bounded headers and
// TLS 1.2 or newer.
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
	pool.MaxIdleConns = 0 // no total bound: there is one host
	pool.Proxy = proxyExceptLoopback(pool.Proxy)
	pool.DialContext = dialLoopback(pool.DialContext)
	pool.MaxResponseHeaderBytes = maxHeaderBytes
	pool.MaxIdleConnsPerHost = MaxIdleConnsPerHost
	if pool.TLSClientConfig == nil {
		pool.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	pool.TLSClientConfig.MinVersion = max(pool.TLSClientConfig.MinVersion, tls.VersionTLS12)
	return pool
}

// proxyExceptLoopback returns proxy, except for plain http to this machine: the API key is not sent to a proxy in
// clear.
func proxyExceptLoopback(proxy func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(req *http.Request) (*url.URL, error) {
		if proxy == nil || req.URL.Scheme == "http" && OriginOf(req.URL).IsLoopback() {
			return nil, nil
		}
		return proxy(req)
	}
}

// SendsLoopbackToProxy reports whether rt would send a plain http request to this machine through a proxy.
func SendsLoopbackToProxy(rt http.RoundTripper, base *url.URL) bool {
	pool := netHTTP(rt)
	if pool == nil || pool.Proxy == nil || base.Scheme != "http" || !OriginOf(base).IsLoopback() {
		return false
	}
	proxy, err := pool.Proxy(&http.Request{Method: http.MethodGet, URL: base, Header: http.Header{}})
	return err != nil || proxy != nil
}

type dialFunc func(ctx context.Context, network, addr string) (net.Conn, error)

// dialLoopback returns dial, except that it connects localhost to loopback addresses only, even if the resolver returns
// others.
func dialLoopback(dial dialFunc) dialFunc {
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	loopback := &net.Dialer{Control: refuseNonLoopback}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		if host, _, err := net.SplitHostPort(addr); err == nil && strings.EqualFold(host, "localhost") {
			return loopback.DialContext(ctx, network, addr)
		}
		return dial(ctx, network, addr)
	}
}

// refuseNonLoopback is the Control function of a net.Dialer, which is called before it connects to an address.
func refuseNonLoopback(_, addr string, _ syscall.RawConn) error {
	if host, err := netip.ParseAddrPort(addr); err != nil || !host.Addr().IsLoopback() {
		return &net.AddrError{Err: "localhost does not resolve to a loopback address", Addr: addr}
	}
	return nil
}

// NilMiddlewareError reports a middleware that returned no RoundTripper.
type NilMiddlewareError struct{ Index int }

func (e *NilMiddlewareError) Error() string {
	return "middleware[" + strconv.Itoa(e.Index) + "] must not return nil"
}

// roundTripper returns the middleware around the origin check around the caller's RoundTripper. The first middleware is
// the outermost. Without middleware nothing can change the request, and withKey has checked its origin.
func (t *Transport) roundTripper() (http.RoundTripper, error) {
	if t.guard == nil {
		return t.cfg.HTTP.Transport, nil
	}
	var rt http.RoundTripper = t.guard
	for i, wrap := range slices.Backward(t.cfg.Middleware) {
		if rt = wrap(rt); rt == nil {
			return nil, &NilMiddlewareError{Index: i}
		}
	}
	return rt, nil
}

var errNoResponse = errors.New("the HTTP client returned no response")

// roundTrip sends the request of the attempt. It calls the RoundTripper itself, because http.Client would follow
// redirects, drop the status code of a redirect with a broken Location, and write the URL, which has the customer's id
// in it, into its errors. It honours the Jar and the Timeout of the caller's http.Client.
func (t *Transport) roundTrip(ctx context.Context, x *exchange) error {
	client, req := t.cfg.HTTP, x.req
	stop := func() bool { return false }
	if client.Timeout > 0 {
		stop = x.timer.endAfter(client.Timeout, attemptTimeout(client.Timeout, "http.Client.Timeout")).Stop
	}
	if client.Jar != nil {
		for _, c := range client.Jar.Cookies(req.URL) {
			req.AddCookie(c)
		}
		x.res.addSecrets(credentials(http.Header{"Cookie": req.Header["Cookie"]}))
	}
	untraced := t.guard.countUntraced()
	resp, err := t.rt.RoundTrip(req) //nolint:bodyclose // withBody closes it, or the reader of the stream
	if err == nil && resp == nil {
		err = errNoResponse
	}
	x.res.mayHaveSent = x.trace.mayHaveSent(err)
	if err != nil {
		x.res.addSecrets(proxyCredentials(client.Transport, req))
		cause := context.Cause(ctx)
		if t.guard.sentNothing(x.trace, untraced) {
			x.res.mayHaveSent = false
			if cause == nil {
				err = fmt.Errorf("%w: %w", errMiddleware, err)
			}
		}
		stop()
		return joinCause(err, cause)
	}
	if client.Jar != nil {
		if cookies := resp.Cookies(); len(cookies) > 0 {
			client.Jar.SetCookies(req.URL, cookies)
		}
	}
	if resp.Body == nil {
		resp.Body = http.NoBody
	}
	if client.Timeout > 0 {
		resp.Body = &timedBody{ReadCloser: resp.Body, stop: stop}
	}
	if resp.Request != nil && resp.Request != req { // a middleware may have added credentials
		x.res.addSecrets(credentials(resp.Request.Header))
	}
	x.res.StatusCode, x.res.Header = resp.StatusCode, resp.Header
	x.resp = resp
	return nil
}

// timedBody stops the timeout of the caller's http.Client when the body is closed.
type timedBody struct {
	io.ReadCloser
	stop func() bool
}

func (b *timedBody) Close() error {
	b.stop()
	return b.ReadCloser.Close()
}

// sendTrace records whether an attempt may have reached the server.
type sendTrace struct {
	asked, got atomic.Bool  // for any connection
	askedAPI   atomic.Bool  // for a connection to the API
	state      atomic.Int32 // stateUnsent, stateAdmitted or stateEnded
}

const (
	stateUnsent   = iota
	stateAdmitted // the origin guard let a request of the attempt pass
	stateEnded    // the middleware returned an error before that
)

type sendTraceKey struct{}

// traceSending lets the guard and, for a write, net/http record whether the attempt may have been sent.
func (t *Transport) traceSending(ctx context.Context, method string) (context.Context, *sendTrace) {
	if method == http.MethodGet && t.guard == nil {
		return ctx, nil
	}
	trace := &sendTrace{}
	if t.guard != nil {
		ctx = context.WithValue(ctx, sendTraceKey{}, trace)
	}
	if method == http.MethodGet { // no outcome depends on it
		return ctx, trace
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(hostPort string) {
			trace.asked.Store(true)
			if hostPort == net.JoinHostPort(t.origin.Host, t.origin.Port) {
				trace.askedAPI.Store(true)
			}
		},
		GotConn: func(httptrace.GotConnInfo) { trace.got.Store(true) },
	}), trace
}

// mayHaveSent returns false only with proof. Either net/http asked for a connection and never got one, so that dialing
// or the TLS handshake failed before a byte of the request was written; or the server refused the HTTP/2 stream. A
// RoundTripper that does not report to httptrace proves nothing.
func (w *sendTrace) mayHaveSent(err error) bool {
	if w == nil {
		return true
	}
	if err != nil && w.asked.Load() && !w.got.Load() {
		return false
	}
	return !isRefusedStream(err)
}

// http2StreamError has the fields of net/http's error for an HTTP/2 stream, which errors.As copies into any struct of
// the same shape.
type http2StreamError struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

func (http2StreamError) Error() string { return "HTTP/2 stream error" }

// isRefusedStream reports REFUSED_STREAM, which states that the server did not process the request (RFC 9113 section
// 8.7). net/http resends such requests by itself, and returns this error when it gives up.
func isRefusedStream(err error) bool {
	const refusedStream = 0x7
	var e http2StreamError
	return errors.As(err, &e) && e.Code == refusedStream
}
