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

// withFaults injects the next fault that applies to the request. An invalid FaultHeader is a 400.
func (s *Sandbox) withFaults(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, err := s.nextFault(r)
		switch {
		case err != nil:
			s.writeErrorResponse(w, errorResponse{status: http.StatusBadRequest, code: "BAD_FAULT", message: err.Error()})
		case f == nil:
			next.ServeHTTP(w, r)
		default:
			s.inject(w, r, f, next)
		}
	})
}

func (s *Sandbox) inject(w http.ResponseWriter, r *http.Request, f *Fault, next http.Handler) {
	maps.Copy(w.Header(), f.Header.Clone())
	switch f.Kind {
	case FaultStatus:
		message := f.Message
		if message == "" {
			message = http.StatusText(f.Status)
		}
		s.writeErrorResponse(w, errorResponse{status: f.Status, code: "INJECTED_FAULT", message: message})
	case FaultHTML:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(f.Status)
		_, _ = io.WriteString(w, "<html><body><h1>Gateway error</h1></body></html>\n")
	case FaultRedirect:
		if w.Header().Get("Location") == "" {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(f.Status)
	case FaultReset:
		resetConnection(w)
	case FaultDelay:
		if wait(r, f.Delay) {
			next.ServeHTTP(w, r)
		}
	default:
		response := &bufferedResponse{header: w.Header()}
		next.ServeHTTP(response, r)
		if f.Kind == FaultDrip {
			response.writeSlowly(w, r, f.Delay)
		} else {
			response.writeAltered(w, f.Kind)
		}
	}
}

// bufferedResponse holds a response back until the request was carried out.
type bufferedResponse struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (b *bufferedResponse) Header() http.Header { return b.header }

func (b *bufferedResponse) WriteHeader(status int) {
	if b.status == 0 {
		b.status = status
	}
}

func (b *bufferedResponse) Write(p []byte) (int, error) {
	b.WriteHeader(http.StatusOK)
	return b.body.Write(p)
}

// writeAltered writes the response with the change that the fault makes to it.
func (b *bufferedResponse) writeAltered(w http.ResponseWriter, kind FaultKind) {
	status, body := b.status, b.body.Bytes()
	w.Header().Set("Content-Type", "application/json")
	switch kind {
	case FaultResetAfter:
		resetConnection(w)
		return
	case FaultTruncate:
		w.Header().Set("Content-Length", strconv.Itoa(len(body)+1)) // at least one byte is missing, even of an empty body
		body = body[:len(body)/2]
	case FaultContentType:
		w.Header().Set("Content-Type", "text/plain")
	case FaultOversized:
		body = []byte(`{"id":"` + strings.Repeat("x", 9<<20) + `"}`)
	case FaultGarbage:
		body = []byte(`{"id":]`)
	}
	if status == http.StatusNoContent {
		status = http.StatusOK // a 204 has no body that could be altered
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // net/http closes the connection if this is shorter than Content-Length
}

// writeSlowly writes 16 bytes at a time with a pause before each, until the client disconnects.
func (b *bufferedResponse) writeSlowly(w http.ResponseWriter, r *http.Request, delay time.Duration) {
	const chunk = 16
	w.WriteHeader(b.status)
	for b.body.Len() > 0 && wait(r, delay) {
		_, _ = w.Write(b.body.Next(chunk))
		_ = http.NewResponseController(w).Flush()
	}
}

// resetConnection resets the connection, so that the client receives neither a response nor an orderly close.
func resetConnection(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) //nolint:forbidigo // the way to abort a connection that cannot be hijacked
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// wait pauses for d, and reports false if the client disconnects first.
func wait(r *http.Request, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}
