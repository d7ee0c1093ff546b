package contract

import (
	"bytes"
	"net/http"
)

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
