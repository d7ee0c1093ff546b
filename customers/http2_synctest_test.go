package customers_test

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"io"
	"math"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// HTTP/2 frame types (RFC 9113 section 6).
const (
	frameData, frameHeaders, frameReset, frameSettings, frameGoAway = 0x0, 0x1, 0x3, 0x4, 0x7
)

// h2Server is a minimal HTTP/2 server that resets streams and closes connections, which a server of net/http cannot be
// made to do. It works in memory and so in a synctest bubble, because net/http waits for seconds between resends.
type h2Server struct {
	t       testing.TB
	config  *tls.Config
	respond func(request int, stream uint32) []byte // returns the frames of the response; requests are counted from 0
	streams int                                     // requests on all connections
	dials   int
}

// newH2Client returns an HTTP client that opens every connection to the returned server.
func newH2Client(t testing.TB, respond func(request int, stream uint32) []byte) (*http.Client, *h2Server) {
	t.Helper()
	ca := newAuthority(t)
	s := &h2Server{t: t, respond: respond, config: &tls.Config{
		Certificates: []tls.Certificate{ca.issue(t, "h", time.Now().Add(time.Hour))},
		MinVersion:   tls.VersionTLS12,
		NextProtos:   []string{"h2"},

		SessionTicketsDisabled: true, // the pipe would block, because the client does not read them while it writes
	}}
	pool := &http.Transport{
		ForceAttemptHTTP2: true,
		TLSClientConfig:   &tls.Config{RootCAs: ca.pool(), MinVersion: tls.VersionTLS12},
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			client, server := net.Pipe()
			s.dials++
			go s.serve(server)
			return client, nil
		},
	}
	t.Cleanup(pool.CloseIdleConnections)
	return &http.Client{Transport: pool}, s
}

// serve handles one connection until the client closes it. It writes in a goroutine of its own: a pipe has no buffer,
// so that a server and a client that both write would block each other.
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
		case (kind == frameHeaders || kind == frameData) && flags&endStream != 0: // the request is complete
			s.streams++
			out <- s.respond(s.streams-1, binary.BigEndian.Uint32(head[5:]))
		}
	}
}

// frame returns one frame (RFC 9113 section 4.1).
func frame(kind, flags byte, stream uint32, payload []byte) []byte {
	n := len(payload)
	head := []byte{byte(n >> 16), byte(n >> 8), byte(n), kind, flags}
	return append(binary.BigEndian.AppendUint32(head, stream), payload...)
}

// resetStream ends a request with an error code (RFC 9113 section 7).
func resetStream(stream, code uint32) []byte {
	return frame(frameReset, 0, stream, binary.BigEndian.AppendUint32(nil, code))
}

// goAway closes the connection; the server processed no stream after the last one (RFC 9113 section 6.8).
func goAway(last, code uint32) []byte {
	return frame(frameGoAway, 0, 0, binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, last), code))
}

// created responds with the documented customer.
func created(stream uint32) []byte {
	const endHeaders, endStream, status200 = 0x4, 0x1, 0x88 // entry 8 of the static table (RFC 7541 appendix A)
	headers := frame(frameHeaders, endHeaders, stream, []byte{status200})
	return append(headers, frame(frameData, endStream, stream, []byte(documented))...)
}

// TestCreate_HTTP2 ends requests on the HTTP/2 level. If the server states that it did not process the request (RFC
// 9113 section 8.7), Create is retried and its outcome is known. Otherwise it is not retried and its outcome is
// unknown. net/http resends a refused request by itself, seven times with growing waits, before it returns an error.
func TestCreate_HTTP2(t *testing.T) {
	t.Parallel()
	const noError, internalError, refusedStream, cancelled = 0x0, 0x2, 0x7, 0x8
	refused := func(times int) func(int, uint32) []byte {
		return func(n int, stream uint32) []byte {
			if n < times {
				return resetStream(stream, refusedStream)
			}
			return created(stream)
		}
	}
	for name, tc := range map[string]struct {
		respond        func(n int, stream uint32) []byte
		streams, dials int
		attempts       int
		unknown        bool // whether the error is ErrOutcomeUnknown
		succeeds       bool
		timesOut       bool
	}{
		"REFUSED_STREAM once": {
			respond: refused(1),
			streams: 2, dials: 1, attempts: 1, succeeds: true,
		},
		"REFUSED_STREAM until the second attempt": {
			respond: refused(8),
			streams: 9, dials: 1, attempts: 2, succeeds: true,
		},
		"REFUSED_STREAM always": {
			respond: refused(math.MaxInt),
			streams: 24, dials: 1, attempts: 3,
		},
		"GOAWAY before the request": {
			respond: func(n int, stream uint32) []byte {
				if n == 0 {
					return goAway(0, noError)
				}
				return created(stream)
			},
			streams: 2, dials: 2, attempts: 1, succeeds: true,
		},
		"INTERNAL_ERROR": {
			respond: func(_ int, stream uint32) []byte { return resetStream(stream, internalError) },
			streams: 1, dials: 1, attempts: 1, unknown: true,
		},
		"CANCEL": {
			respond: func(_ int, stream uint32) []byte { return resetStream(stream, cancelled) },
			streams: 1, dials: 1, attempts: 1, unknown: true,
		},
		"GOAWAY after the request": {
			respond: func(_ int, stream uint32) []byte { return goAway(stream, internalError) },
			streams: 1, dials: 1, attempts: 1, unknown: true, timesOut: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				hc, srv := newH2Client(t, tc.respond)
				client := newClient(t, "https://h", customers.WithHTTPClient(hc),
					customers.WithTimeout(0), customers.WithAttemptTimeout(2*time.Minute), // the resends take more than one
					customers.WithRetry(customers.RetryPolicy{MaxElapsed: time.Hour}))
				var info customers.ResponseInfo
				c, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive},
					customers.WithResponseInfo(&info))
				switch {
				case tc.succeeds:
					if err != nil || c.ID != "customer-id" {
						t.Errorf("Create = %v, %v, want customer-id", c, err)
					}
				case tc.timesOut:
					wantSentinel(t, err, customers.ErrTimeout)
				default:
					wantSentinel(t, err, customers.ErrTransport)
				}
				wantOutcomeUnknown(t, err, tc.unknown)
				if srv.streams != tc.streams {
					t.Errorf("%d requests, want %d", srv.streams, tc.streams)
				}
				if srv.dials != tc.dials {
					t.Errorf("%d connections, want %d", srv.dials, tc.dials)
				}
				if got := len(info.Attempts); got != tc.attempts {
					t.Errorf("%d attempts, want %d", got, tc.attempts)
				}
			})
		})
	}
}
