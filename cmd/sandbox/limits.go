package main

import (
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

// limits bound the connections, the time and the memory that clients can hold. A client that is slow is served as long
// as it makes progress.
type limits struct {
	connections int           // that are open; further ones wait until one ends
	header      time.Duration // from the start of a connection, or the first byte of a request, to the end of its header
	headerBytes int
	body        time.Duration // from the header to the end of the body; longer than the longest delay of a fault
	idle        time.Duration // between two requests
	stall       time.Duration // in which the client must read something of a response; two periods may pass
}

func defaultLimits() limits {
	return limits{
		connections: 1000,
		header:      10 * time.Second,
		headerBytes: 64 << 10,
		body:        90 * time.Second,
		idle:        time.Minute,
		stall:       time.Minute,
	}
}

// newServer returns a server with the limits of time and memory. It must serve a listener of [limits.listen].
func (l limits) newServer(handler http.Handler, errorLog *log.Logger) *http.Server {
	return &http.Server{
		Handler:           withBodyTimeout(l.body, handler),
		ReadHeaderTimeout: l.header,
		IdleTimeout:       l.idle,
		MaxHeaderBytes:    l.headerBytes,
		ErrorLog:          errorLog,
	}
}

// withBodyTimeout bounds the time in which the body of a request must arrive. It does not use the ReadTimeout of the
// server, which would also cancel the request if the response takes longer.
func withBodyTimeout(timeout time.Duration, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength == 0 {
			next.ServeHTTP(w, r)
			return
		}
		conn := http.NewResponseController(w)
		if err := conn.SetReadDeadline(time.Now().Add(timeout)); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		timed := r.WithContext(r.Context()) // a copy, because net/http reads the rest of the original body
		timed.Body = &timedBody{ReadCloser: r.Body, conn: conn}
		next.ServeHTTP(w, timed)
	})
}

// timedBody removes the deadline of the connection at the end of the body.
type timedBody struct {
	io.ReadCloser
	conn *http.ResponseController
}

func (b *timedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		_ = b.conn.SetReadDeadline(time.Time{}) // the connection is still open, or the next read reports its error
	}
	return n, err
}

// listen bounds the connections of a listener.
func (l limits) listen(listener net.Listener) *boundedListener {
	return &boundedListener{
		Listener: listener,
		stall:    l.stall,
		open:     make(chan struct{}, l.connections),
		closed:   make(chan struct{}),
	}
}

// boundedListener accepts a connection only while fewer than the capacity of open are open.
type boundedListener struct {
	net.Listener
	stall  time.Duration
	open   chan struct{}
	closed chan struct{}
	once   sync.Once
}

// Accept waits until a connection may be open, and for the connection.
func (l *boundedListener) Accept() (net.Conn, error) {
	select {
	case l.open <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	release := sync.OnceFunc(func() { <-l.open })
	conn, err := l.Listener.Accept()
	if err != nil {
		release()
		return nil, err
	}
	return &boundedConn{Conn: conn, stall: l.stall, release: release}, nil
}

// Close closes the listener and ends a waiting Accept.
func (l *boundedListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// boundedConn fails a write of which the client reads nothing for the time stall.
type boundedConn struct {
	net.Conn
	stall   time.Duration
	release func()
}

// Write renews the deadline if the client has read something before it.
func (c *boundedConn) Write(p []byte) (written int, err error) {
	for {
		if err := c.SetWriteDeadline(time.Now().Add(c.stall)); err != nil {
			return written, err
		}
		n, err := c.Conn.Write(p[written:])
		written += n
		if n == 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			return written, err
		}
	}
}

// Close closes the connection, and lets another one be accepted.
func (c *boundedConn) Close() error {
	defer c.release()
	return c.Conn.Close()
}

// CloseWrite lets net/http deliver the last response before it closes the connection.
func (c *boundedConn) CloseWrite() error {
	if tcp, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return tcp.CloseWrite()
	}
	return errors.ErrUnsupported
}

// SetLinger lets faults reset the connection.
func (c *boundedConn) SetLinger(seconds int) error {
	if tcp, ok := c.Conn.(interface{ SetLinger(seconds int) error }); ok {
		return tcp.SetLinger(seconds)
	}
	return errors.ErrUnsupported
}
