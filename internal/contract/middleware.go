package contract

import (
	"bytes"
	"net/http"
)

// Middleware returns a middleware that checks the request and the response of every exchange and calls report once for
// each message that deviates. The exchange goes on all the same: report decides what a deviation means. A response is
// held in memory until the handler returns, then checked; it reaches the client unchanged and at once. A response to a
// request that matches no operation cannot be checked, nor can one whose handler panicked.
func (v *Validator) Middleware(report func(r *http.Request, err error)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			m, violation := v.match(r)
			if violation != nil {
				report(r, violation)
				next.ServeHTTP(w, r)
				return
			}
			if err := m.request(r); err != nil {
				report(r, err)
			}
			tee := &recorder{ResponseWriter: w}
			next.ServeHTTP(tee, r)
			status, header := tee.result()
			if err := m.response(r, status, header, tee.body.Bytes()); err != nil {
				report(r, err)
			}
		})
	}
}

// recorder passes a response through and keeps a copy of what the client gets.
type recorder struct {
	http.ResponseWriter
	status int
	header http.Header
	body   bytes.Buffer
}

// WriteHeader keeps the first final status with the header as it is sent; informational ones may precede it.
func (t *recorder) WriteHeader(status int) {
	if t.status == 0 && status >= http.StatusOK {
		t.status, t.header = status, t.Header().Clone()
	}
	t.ResponseWriter.WriteHeader(status)
}

func (t *recorder) Write(p []byte) (int, error) {
	if t.status == 0 {
		t.WriteHeader(http.StatusOK)
	}
	n, err := t.ResponseWriter.Write(p)
	t.body.Write(p[:n])
	return n, err
}

// Flush lets handlers that stream do so.
func (t *recorder) Flush() {
	if t.status == 0 {
		t.WriteHeader(http.StatusOK)
	}
	_ = http.NewResponseController(t.ResponseWriter).Flush() // a writer that cannot flush is not the handler's concern
}

// Unwrap gives http.ResponseController the writer below.
func (t *recorder) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// result returns what was sent; a handler that wrote nothing answered 200.
func (t *recorder) result() (int, http.Header) {
	if t.status == 0 {
		return http.StatusOK, t.Header()
	}
	return t.status, t.header
}
