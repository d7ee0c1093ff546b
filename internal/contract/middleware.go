package contract

import (
	"bytes"
	"net/http"
)

// Middleware returns a middleware that checks the request and the response of every exchange and calls report once for
// each message that violates the document. A violation does not interrupt the exchange.
//
// The response reaches the client unchanged and at once; a copy is held in memory until the handler returns and then
// checked. The response is not checked if the request matches no operation or the handler panics.
func (v *Validator) Middleware(report func(r *http.Request, err error)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			m, violation := v.match(r)
			if violation != nil {
				report(r, violation)
				next.ServeHTTP(w, r)
				return
			}
			if err := m.checkRequest(r); err != nil {
				report(r, err)
			}
			recorder := &recorder{ResponseWriter: w}
			next.ServeHTTP(recorder, r)
			status, header := recorder.result()
			if err := m.checkResponse(r, status, header, recorder.body.Bytes()); err != nil {
				report(r, err)
			}
		})
	}
}

// recorder passes a response through and keeps a copy of what the client receives.
type recorder struct {
	http.ResponseWriter
	status int
	header http.Header
	body   bytes.Buffer
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
	return n, err
}

// Flush supports handlers that stream.
func (r *recorder) Flush() {
	if r.status == 0 {
		r.WriteHeader(http.StatusOK)
	}
	_ = http.NewResponseController(r.ResponseWriter).Flush() // the handler cannot act on a writer without Flush
}

// Unwrap returns the underlying writer, for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// result returns the status code and header that were sent: 200 if the handler wrote nothing.
func (r *recorder) result() (int, http.Header) {
	if r.status == 0 {
		return http.StatusOK, r.Header()
	}
	return r.status, r.header
}
