package contract

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestRecorder(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		handle func(http.ResponseWriter)
		status int
		body   string
	}{
		{"nothing", func(http.ResponseWriter) {}, 200, ""},
		{"body only", func(w http.ResponseWriter) { _, _ = io.WriteString(w, "x") }, 200, "x"},
		{"flush only", func(w http.ResponseWriter) { w.(http.Flusher).Flush(); w.WriteHeader(500) }, 200, ""},
		{"first status counts", func(w http.ResponseWriter) { w.WriteHeader(404); w.WriteHeader(500) }, 404, ""},
		{"informational", func(w http.ResponseWriter) { w.WriteHeader(103); w.WriteHeader(201) }, 201, ""},
		{"two writes", func(w http.ResponseWriter) {
			_, _ = io.WriteString(w, "x")
			_, _ = io.WriteString(w, "y")
		}, 200, "xy"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tee := &recorder{ResponseWriter: httptest.NewRecorder()}
			test.handle(tee)
			if status, _ := tee.result(); status != test.status || tee.body.String() != test.body {
				t.Errorf("recorded %d %q, want %d %q", status, tee.body.String(), test.status, test.body)
			}
		})
	}
}

func TestRecorderUnwraps(t *testing.T) {
	t.Parallel()
	below := httptest.NewRecorder()
	if got := (&recorder{ResponseWriter: below}).Unwrap(); got != http.ResponseWriter(below) {
		t.Errorf("Unwrap() = %v, want the writer below", got)
	}
}
