package sandbox

import (
	"io"
	"maps"
	"net/http"
	"slices"
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
		s.writeFaultStatus(w, f)
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
		next.ServeHTTP(&delayedWriter{ResponseWriter: w, request: r, delay: f.Delay}, r)
	case FaultDrip:
		next.ServeHTTP(&drippingWriter{ResponseWriter: w, request: r, delay: f.Delay}, r)
	case FaultContentType:
		next.ServeHTTP(&relabeledWriter{w}, r)
	case FaultTruncate:
		truncated := &truncatedWriter{ResponseWriter: w}
		next.ServeHTTP(truncated, withListLength(r))
		truncated.end()
	default:
		s.replaceResponse(w, r, f, next)
	}
}

func (s *Sandbox) writeFaultStatus(w http.ResponseWriter, f *Fault) {
	message := f.Message
	if message == "" {
		message = http.StatusText(f.Status)
	}
	s.writeErrorResponse(w, errorResponse{status: f.Status, code: "INJECTED_FAULT", message: message})
}

// replaceResponse carries the request out and sends something else instead of the response.
func (s *Sandbox) replaceResponse(w http.ResponseWriter, r *http.Request, f *Fault, next http.Handler) {
	unsent := &unsentResponse{header: w.Header()}
	next.ServeHTTP(unsent, r)
	switch f.Kind {
	case FaultStatusAfter:
		s.writeFaultStatus(w, f)
		return
	case FaultResetAfter:
		resetConnection(w)
		return
	}
	writeAlteredHeader(w, unsent.status, "application/json")
	if f.Kind == FaultGarbage {
		_, _ = io.WriteString(w, `{"id":]`)
		return
	}
	_, _ = io.Copy(w, io.MultiReader( // not built in memory, where each client would need its own
		strings.NewReader(`{"id":"`), io.LimitReader(letters{}, oversizedID), strings.NewReader(`"}`),
	))
}

// oversizedID is the length of the id in an oversized response.
const oversizedID = 9 << 20

// letters is an endless text.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// writeAlteredHeader writes the status code and header of a response whose body the fault alters. A 204 becomes a 200,
// because it has no body.
func writeAlteredHeader(w http.ResponseWriter, status int, contentType string) {
	w.Header().Set("Content-Type", contentType)
	if status == http.StatusNoContent {
		status = http.StatusOK
	}
	w.WriteHeader(status)
}

// unsentResponse discards a response except its header and status code.
type unsentResponse struct {
	header http.Header
	status int
}

func (u *unsentResponse) Header() http.Header { return u.header }

func (u *unsentResponse) WriteHeader(status int) {
	if u.status == 0 {
		u.status = status
	}
}

func (u *unsentResponse) Write(p []byte) (int, error) {
	u.WriteHeader(http.StatusOK)
	return len(p), nil
}

// delayedWriter waits before the response begins, which is after the request was carried out: a client that does not
// wait for it changes nothing. It does not wait for a client that has disconnected.
type delayedWriter struct {
	http.ResponseWriter
	request *http.Request
	delay   time.Duration
}

func (d *delayedWriter) WriteHeader(status int) {
	wait(d.request, d.delay)
	d.ResponseWriter.WriteHeader(status)
}

// drippingWriter writes 16 bytes at a time with a pause before each, until the client disconnects.
type drippingWriter struct {
	http.ResponseWriter
	request *http.Request
	delay   time.Duration
}

func (d *drippingWriter) Write(p []byte) (written int, err error) {
	for chunk := range slices.Chunk(p, 16) {
		if !wait(d.request, d.delay) {
			return written, d.request.Context().Err()
		}
		n, err := d.ResponseWriter.Write(chunk)
		written += n
		if err == nil {
			err = http.NewResponseController(d.ResponseWriter).Flush()
		}
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

// relabeledWriter labels the response text/plain.
type relabeledWriter struct{ http.ResponseWriter }

func (w *relabeledWriter) WriteHeader(status int) {
	writeAlteredHeader(w.ResponseWriter, status, "text/plain")
}

// truncatedWriter announces one byte more than the body has, and sends half of the body. It holds a response back until
// its end if it has no Content-Length, which is so for single objects only.
type truncatedWriter struct {
	http.ResponseWriter
	status    int
	held      []byte
	remaining int // how many bytes of a response with a Content-Length are to be sent
}

func (t *truncatedWriter) WriteHeader(status int) {
	t.status = status
	if length, err := strconv.Atoi(t.Header().Get("Content-Length")); err == nil {
		t.begin(length)
	}
}

// Write accepts the bytes that it does not send, so that the handler writes the whole response.
func (t *truncatedWriter) Write(p []byte) (int, error) {
	if t.status == 0 {
		t.WriteHeader(http.StatusOK)
	}
	if t.Header().Get("Content-Length") == "" {
		t.held = append(t.held, p...)
		return len(p), nil
	}
	sent := min(len(p), t.remaining)
	t.remaining -= sent
	if n, err := t.ResponseWriter.Write(p[:sent]); err != nil {
		return n, err
	}
	return len(p), nil
}

// begin writes the header of a response whose body has length bytes. At least one byte is missing, even of an empty
// body, so net/http closes the connection.
func (t *truncatedWriter) begin(length int) {
	t.Header().Set("Content-Length", strconv.Itoa(length+1))
	t.remaining = length / 2
	writeAlteredHeader(t.ResponseWriter, t.status, "application/json")
}

// end sends what was held back.
func (t *truncatedWriter) end() {
	if t.Header().Get("Content-Length") == "" {
		t.begin(len(t.held))
		_, _ = t.ResponseWriter.Write(t.held[:t.remaining])
	}
}

// resetConnection resets the connection, so that the client receives neither a response nor an orderly close.
func resetConnection(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) //nolint:forbidigo // the way to abort a connection that cannot be hijacked
	}
	if tcp, ok := conn.(interface{ SetLinger(seconds int) error }); ok {
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
