package sandbox

import (
	"bytes"
	"io"
	"maps"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// faulty does the fault whose turn it is.
func (s *Sandbox) faulty(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, err := s.nextFault(r)
		switch {
		case err != nil:
			s.answerProblem(w, problem{status: http.StatusBadRequest, code: "BAD_FAULT", message: err.Error()})
		case f == nil:
			next.ServeHTTP(w, r)
		default:
			s.misbehave(w, r, f, next)
		}
	})
}

func (s *Sandbox) misbehave(w http.ResponseWriter, r *http.Request, f *Fault, next http.Handler) {
	maps.Copy(w.Header(), f.Header.Clone())
	switch f.Kind {
	case FaultStatus:
		message := f.Message
		if message == "" {
			message = http.StatusText(f.Status)
		}
		s.answerProblem(w, problem{status: f.Status, code: "INJECTED_FAULT", message: message})
	case FaultHTML:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(f.Status)
		_, _ = io.WriteString(w, "<html><body><h1>The gateway had a fault</h1></body></html>\n")
	case FaultRedirect:
		if w.Header().Get("Location") == "" {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(f.Status)
	case FaultReset:
		breakConnection(w)
	case FaultDelay:
		if pause(r, f.Delay) {
			next.ServeHTTP(w, r)
		}
	default:
		whole := &captured{header: w.Header()}
		next.ServeHTTP(whole, r)
		if f.Kind == FaultDrip {
			whole.drip(w, r, f.Delay)
		} else {
			whole.spoil(w, f.Kind)
		}
	}
}

// breakConnection resets the connection, so that the client sees neither an answer nor an orderly end.
func breakConnection(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) //nolint:forbidigo // the way to break a connection that cannot be taken over
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// pause waits, and reports whether the client waited too.
func pause(r *http.Request, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// captured is an answer that is held back.
type captured struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (c *captured) Header() http.Header { return c.header }

func (c *captured) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
}

func (c *captured) Write(p []byte) (int, error) {
	c.WriteHeader(http.StatusOK)
	return c.body.Write(p)
}

// spoil answers an operation that was carried out, badly.
func (c *captured) spoil(w http.ResponseWriter, kind FaultKind) {
	status, body := c.status, c.body.Bytes()
	w.Header().Set("Content-Type", "application/json")
	switch kind {
	case FaultResetAfter:
		breakConnection(w)
		return
	case FaultTruncate:
		w.Header().Set("Content-Length", strconv.Itoa(len(body)+1)) // at least one byte is missing
		body = body[:len(body)/2]
	case FaultContentType:
		w.Header().Set("Content-Type", "text/plain")
	case FaultOversized:
		body = []byte(`{"id":"` + strings.Repeat("x", 9<<20) + `"}`)
	case FaultGarbage:
		body = []byte(`{"id":]`)
	}
	if status == http.StatusNoContent {
		status = http.StatusOK // so that there can be a body to spoil
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // net/http closes the connection when this is shorter than what was announced
}

// drip writes a little at a time, for as long as the client waits.
func (c *captured) drip(w http.ResponseWriter, r *http.Request, delay time.Duration) {
	const drop = 16
	w.WriteHeader(c.status)
	for c.body.Len() > 0 && pause(r, delay) {
		_, _ = w.Write(c.body.Next(drop))
		_ = http.NewResponseController(w).Flush()
	}
}
