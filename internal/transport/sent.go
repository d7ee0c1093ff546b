package transport

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

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

// maybe reports false only with proof: net/http asked for a connection and never got one, so dialing or the TLS
// handshake failed before a byte of the request was written. A RoundTripper that does not report to httptrace proves
// nothing.
func (s *sentTrace) maybe() bool {
	return s == nil || !s.asked.Load() || s.got.Load()
}
