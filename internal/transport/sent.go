package transport

import (
	"context"
	"errors"
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
