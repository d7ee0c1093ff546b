package customers_test

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

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
