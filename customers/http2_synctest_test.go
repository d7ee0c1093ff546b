package customers_test

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestCreateOverHTTP2 tells the requests that a server says it did not process (RFC 9113 section 8.7), which may be sent
// again and did nothing, from those it gave up on, which may not and perhaps did. net/http resends the former by itself,
// seven times with growing waits, before it reports them.
func TestCreateOverHTTP2(t *testing.T) {
	t.Parallel()
	const noError, internalError, refusedStream, cancelled = 0x0, 0x2, 0x7, 0x8
	for name, tc := range map[string]struct {
		answer         func(n int, stream uint32) []byte
		streams, dials int
		attempts       int
		unknown        bool // whether the error is ErrOutcomeUnknown
		succeeds       bool
	}{
		"refused once": {
			answer: func(n int, stream uint32) []byte {
				if n == 0 {
					return resetStream(stream, refusedStream)
				}
				return created(stream)
			},
			streams: 2, dials: 1, attempts: 1, succeeds: true,
		},
		"refused by one attempt's resends": {
			answer: func(n int, stream uint32) []byte {
				if n < 8 {
					return resetStream(stream, refusedStream)
				}
				return created(stream)
			},
			streams: 9, dials: 1, attempts: 2, succeeds: true,
		},
		"refused for ever": {
			answer:  func(_ int, stream uint32) []byte { return resetStream(stream, refusedStream) },
			streams: 24, dials: 1, attempts: 3,
		},
		"connection going away": {
			answer: func(n int, stream uint32) []byte {
				if n == 0 {
					return goAway(0, noError)
				}
				return created(stream)
			},
			streams: 2, dials: 2, attempts: 1, succeeds: true,
		},
		"given up on": {
			answer:  func(_ int, stream uint32) []byte { return resetStream(stream, internalError) },
			streams: 1, dials: 1, attempts: 1, unknown: true,
		},
		"cancelled": {
			answer:  func(_ int, stream uint32) []byte { return resetStream(stream, cancelled) },
			streams: 1, dials: 1, attempts: 1, unknown: true,
		},
		"going away with the request": {
			answer:  func(_ int, stream uint32) []byte { return goAway(stream, internalError) },
			streams: 1, dials: 1, attempts: 1, unknown: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				hc, srv := newH2Client(t, tc.answer)
				client := newClient(t, "https://h", customers.WithHTTPClient(hc),
					customers.WithTimeout(0), customers.WithAttemptTimeout(2*time.Minute), // net/http resends for one
					customers.WithRetry(customers.RetryPolicy{MaxElapsed: time.Hour}))
				var info customers.ResponseInfo
				c, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive},
					customers.WithResponseInfo(&info))
				if tc.succeeds && (err != nil || c.ID != "customer-id") {
					t.Errorf("Create = %v, %v", c, err)
				}
				if !tc.succeeds {
					wantSentinel(t, err, customers.ErrTransport)
				}
				if got := errors.Is(err, customers.ErrOutcomeUnknown); got != tc.unknown {
					t.Errorf("outcome unknown = %v (%v), want %v", got, err, tc.unknown)
				}
				if srv.streams != tc.streams || srv.dials != tc.dials || len(info.Attempts) != tc.attempts {
					t.Errorf("%d requests over %d connections in %d attempts, want %d, %d and %d",
						srv.streams, srv.dials, len(info.Attempts), tc.streams, tc.dials, tc.attempts)
				}
			})
		})
	}
}

// HTTP/2 frame types (RFC 9113 section 6).
const (
	frameData, frameHeaders, frameReset, frameSettings, frameGoAway = 0x0, 0x1, 0x3, 0x4, 0x7
)

// h2Server is just enough of an HTTP/2 server to do what no Go server can be made to do. It lives in memory, so that it
// fits a synctest bubble, where the seconds that net/http waits before it resends cost nothing.
type h2Server struct {
	t       testing.TB
	config  *tls.Config
	answer  func(request int, stream uint32) []byte // the frames that answer the n-th request, counted from 0
	streams int                                     // requests seen, over all connections
	dials   int
}

// newH2Client returns an HTTP client whose every connection leads to the server.
func newH2Client(t testing.TB, answer func(int, uint32) []byte) (*http.Client, *h2Server) {
	t.Helper()
	ca := newAuthority(t)
	s := &h2Server{t: t, answer: answer, config: &tls.Config{
		Certificates: []tls.Certificate{ca.issue(t, "h", time.Now().Add(time.Hour))},
		MinVersion:   tls.VersionTLS12,
		NextProtos:   []string{"h2"},

		SessionTicketsDisabled: true, // nobody reads them while the client still writes
	}}
	pool := &http.Transport{
		ForceAttemptHTTP2: true,
		TLSClientConfig:   &tls.Config{RootCAs: ca.pool(), MinVersion: tls.VersionTLS12},
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			s.dials++
			go s.serve(far)
			return near, nil
		},
	}
	t.Cleanup(pool.CloseIdleConnections)
	return &http.Client{Transport: pool}, s
}

// serve handles one connection until the client closes it. It writes from a goroutine of its own: a pipe has no buffer, and
// a server that writes while the client does would wait for ever.
func (s *h2Server) serve(pipe net.Conn) {
	conn := tls.Server(pipe, s.config)
	defer func() { _ = conn.Close() }()
	out := make(chan []byte, 100)
	defer close(out)
	if _, err := io.ReadFull(conn, make([]byte, len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))); err != nil {
		s.t.Errorf("no HTTP/2 preface: %v", err)
		return
	}
	go func() {
		for frames := range out {
			_, _ = conn.Write(frames)
		}
	}()
	out <- frame(frameSettings, 0, 0, nil)
	for head := make([]byte, 9); ; {
		if _, err := io.ReadFull(conn, head); err != nil {
			return
		}
		length := int64(head[0])<<16 | int64(head[1])<<8 | int64(head[2])
		if _, err := io.CopyN(io.Discard, conn, length); err != nil {
			return
		}
		const ack, endStream = 0x1, 0x1
		kind, flags := head[3], head[4]
		switch {
		case kind == frameSettings && flags&ack == 0:
			out <- frame(frameSettings, ack, 0, nil)
		case (kind == frameHeaders || kind == frameData) && flags&endStream != 0: // the whole request is here
			s.streams++
			out <- s.answer(s.streams-1, binary.BigEndian.Uint32(head[5:]))
		}
	}
}

// frame writes one frame.
func frame(kind, flags byte, stream uint32, payload []byte) []byte {
	n := len(payload)
	head := []byte{byte(n >> 16), byte(n >> 8), byte(n), kind, flags}
	return append(binary.BigEndian.AppendUint32(head, stream), payload...)
}

// resetStream refuses a request, or gives up on it, with an error code (RFC 9113 section 7).
func resetStream(stream, code uint32) []byte {
	return frame(frameReset, 0, stream, binary.BigEndian.AppendUint32(nil, code))
}

// goAway says that no stream after the last one was or will be processed.
func goAway(last, code uint32) []byte {
	return frame(frameGoAway, 0, 0, binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, last), code))
}

// created answers with the documented customer.
func created(stream uint32) []byte {
	const endHeaders, endStream, status200 = 0x4, 0x1, 0x88 // entry 8 of the static table (RFC 7541 appendix A)
	headers := frame(frameHeaders, endHeaders, stream, []byte{status200})
	return append(headers, frame(frameData, endStream, stream, []byte(documented))...)
}
