package sandbox

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestPanicIsA500AndIsLogged(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	f := serve(t, Config{
		NewID:  func() string { panic("secret of the server") },
		Logger: slog.New(slog.NewTextHandler(&log, nil)),
	})
	f.do(t, http.MethodPost, customersPath, `{"externalId":"x","status":"active"}`).
		want(t, http.StatusInternalServerError, `{"statusCode":500,"message":"Internal server error"}`)
	for _, part := range []string{"secret of the server", "recover_test.go", "requestId=req-1"} {
		if !strings.Contains(log.String(), part) {
			t.Errorf("log does not contain %q:\n%s", part, log.String())
		}
	}
	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, `[]`) // the lock was released
}

func TestPanicAfterTheAnswerBegan(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		handle http.HandlerFunc
		want   any
		log    string
	}{
		{
			"status", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200); panic("late") },
			http.ErrAbortHandler, "late",
		},
		{
			"body", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "["); panic("late") },
			http.ErrAbortHandler, "late",
		},
		{"abort", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, http.ErrAbortHandler, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var log strings.Builder
			s, err := New(Config{APIKey: testKey, Logger: slog.New(slog.NewTextHandler(&log, nil))})
			if err != nil {
				t.Fatal(err)
			}
			w := httptest.NewRecorder()
			defer func() {
				if got := recover(); got != test.want {
					t.Errorf("recovered %v, want %v", got, test.want)
				}
				if strings.Contains(w.Body.String(), "500") {
					t.Errorf("an error was written into the answer: %s", w.Body)
				}
				if !strings.Contains(log.String(), test.log) || (test.log == "") != (log.Len() == 0) {
					t.Errorf("log is %q, want it to contain %q", log.String(), test.log)
				}
			}()
			s.recovered(test.handle).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		})
	}
}

func TestRecoveredKeepsFlush(t *testing.T) {
	t.Parallel()
	s, err := New(Config{APIKey: testKey})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	s.recovered(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Errorf("Flush() = %v", err)
		}
	})).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if !w.Flushed {
		t.Error("the answer was not flushed")
	}
}
