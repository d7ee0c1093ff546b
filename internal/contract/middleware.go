package contract

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
)

// Middleware returns a middleware that checks the request and the response of every exchange and calls report once for
// each message that violates the document. A violation does not interrupt the exchange.
//
// The response reaches the client unchanged and at once; a copy is held in memory until the handler returns and then
// checked. The response is not checked if the request matches no operation or the handler panics.
//
// A client may disconnect at any time without violating the document. If it does so before the request was read, the
// missing end of the body is not reported. If the response ends early, because a write failed, the context of the
// request was done, or the connection was hijacked, only what was sent until then is checked.
func (v *Validator) Middleware(report func(r *http.Request, err error)) func(http.Handler) http.Handler {
	return v.DeferredMiddleware(report, func(check func()) { check() })
}

// DeferredMiddleware is [Validator.Middleware], except that it passes the check of each response to run. net/http sends
// the end of a response when the handler returns, so a client waits for the check of a long list if run waits for it.
// If run does not, report is called at any time, also concurrently.
func (v *Validator) DeferredMiddleware(
	report func(r *http.Request, err error), run func(check func()),
) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			m, violation := v.match(r)
			if violation != nil {
				report(r, violation)
				next.ServeHTTP(w, r)
				return
			}
			if err := m.checkRequest(r); err != nil && !isDisconnect(err) {
				report(r, err)
			}
			recorder := &recorder{ResponseWriter: w}
			next.ServeHTTP(recorder, r)
			recorder.cut = recorder.cut || r.Context().Err() != nil
			if recorder.cut && recorder.status == 0 {
				return // the client received nothing
			}
			sent := recorder.result()
			run(func() {
				if err := m.checkResponse(r, sent); err != nil {
					report(r, err)
				}
			})
		})
	}
}

// isDisconnect reports whether a request could not be read because the client disconnected.
func isDisconnect(err error) bool {
	var network *net.OpError
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network)
}

// recorder passes a response through and keeps a copy of what the client receives.
type recorder struct {
	http.ResponseWriter
	status int
	header http.Header
	body   bytes.Buffer
	cut    bool // whether the connection failed or was hijacked
}

// WriteHeader records the first status code from 200 on, because informational ones may precede the final one, and the
// header as it is sent.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status, r.header = status, r.Header().Clone()
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.WriteHeader(http.StatusOK)
	}
	n, err := r.ResponseWriter.Write(p)
	r.body.Write(p[:n])
	r.cut = r.cut || err != nil
	return n, err
}

// Flush supports handlers that stream.
func (r *recorder) Flush() { _ = r.FlushError() }

// FlushError supports handlers that stream through an http.ResponseController.
func (r *recorder) FlushError() error {
	if r.status == 0 {
		r.WriteHeader(http.StatusOK)
	}
	err := http.NewResponseController(r.ResponseWriter).Flush()
	r.cut = r.cut || err != nil && !errors.Is(err, http.ErrNotSupported)
	return err
}

// Hijack supports handlers that take the connection. The response ends then.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(r.ResponseWriter).Hijack()
	r.cut = r.cut || err == nil
	return conn, buffered, err
}

// Unwrap returns the underlying writer, for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// result returns the response that was sent. Its status code is 200 if the handler wrote nothing.
func (r *recorder) result() sentResponse {
	sent := sentResponse{status: r.status, header: r.header, body: r.body.Bytes(), cut: r.cut}
	if sent.status == 0 {
		sent.status, sent.header = http.StatusOK, r.Header().Clone()
	}
	return sent
}
