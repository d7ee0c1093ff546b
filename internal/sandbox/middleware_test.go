package sandbox

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestRequestID(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, sent, want string }{
		{"none", "", "req-1"},
		{"valid", "8f3c-A_b.c:d/e+f=", "8f3c-A_b.c:d/e+f="},
		{"longest", strings.Repeat("x", 128), strings.Repeat("x", 128)},
		{"too long", strings.Repeat("x", 129), "req-1"},
		{"space", "a b", "req-1"},
		{"markup", "<script>", "req-1"},
		{"not ASCII", "ü", "req-1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, Config{Profiles: []string{"envelope"}})
			got := f.do(t, http.MethodGet, customersPath+"/x", "", "X-Request-Id", test.sent)
			if id := got.header.Get("X-Request-Id"); id != test.want {
				t.Errorf("X-Request-Id = %q, want %q", id, test.want)
			}
			if !strings.Contains(got.body, `"requestId":"`+test.want+`"`) {
				t.Errorf("body %s does not contain the request ID", got.body)
			}
		})
	}
}

func TestRequestID_Numbered(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{})
	f.do(t, http.MethodGet, customersPath, "")
	if got := f.do(t, http.MethodGet, customersPath, "").header.Get("X-Request-Id"); got != "req-2" {
		t.Errorf("second X-Request-Id = %q, want req-2", got)
	}
}

func TestRecovery_PanicIs500AndLogged(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	f := newFixture(t, Config{
		NewID:  func() string { panic("secret of the server") },
		Logger: slog.New(slog.NewTextHandler(&log, nil)),
	})
	f.do(t, http.MethodPost, customersPath, `{"externalId":"x","status":"active"}`).
		want(t, http.StatusInternalServerError, `{"statusCode":500,"message":"Internal server error"}`)
	for _, part := range []string{"secret of the server", "middleware_test.go", "requestId=req-1"} {
		if !strings.Contains(log.String(), part) {
			t.Errorf("log does not contain %q:\n%s", part, log.String())
		}
	}
	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, `[]`) // the lock was released
}

func TestRecovery_PanicAfterTheResponseStarted(t *testing.T) {
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
					t.Errorf("an error was written into the response: %s", w.Body)
				}
				if !strings.Contains(log.String(), test.log) {
					t.Errorf("log is %q, want it to contain %q", log.String(), test.log)
				}
				if test.log == "" && log.Len() > 0 {
					t.Errorf("log is %q, want it empty", log.String())
				}
			}()
			s.withRecovery(test.handle).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		})
	}
}

func TestRecovery_Flush(t *testing.T) {
	t.Parallel()
	s, err := New(Config{APIKey: testKey})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	s.withRecovery(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Errorf("Flush() = %v", err)
		}
	})).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if !w.Flushed {
		t.Error("the response was not flushed")
	}
}

func TestAuth_KeyIsRequired(t *testing.T) {
	t.Parallel()
	const unauthorized = `{"statusCode":401,"message":"Unauthorized"}`
	tests := []struct {
		name string
		keys []string
		want int
	}{
		{"none", nil, http.StatusUnauthorized},
		{"empty", []string{""}, http.StatusUnauthorized},
		{"wrong", []string{"wrong"}, http.StatusUnauthorized},
		{"longer", []string{testKey + "x"}, http.StatusUnauthorized},
		{"shorter", []string{testKey[:3]}, http.StatusUnauthorized},
		{"other case", []string{"TEST-KEY"}, http.StatusUnauthorized},
		{"twice", []string{testKey, testKey}, http.StatusUnauthorized},
		{"right", []string{testKey}, http.StatusOK},
	}
	f := newFixture(t, Config{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, customersPath, nil)
			r.Header["X-Api-Key"] = test.keys
			w := httptest.NewRecorder()
			f.ServeHTTP(w, r)
			if w.Code != test.want {
				t.Errorf("status = %d, want %d", w.Code, test.want)
			}
			if test.want == http.StatusUnauthorized && w.Body.String() != unauthorized {
				t.Errorf("body = %s, want %s", w.Body, unauthorized)
			}
		})
	}
}

func TestAuth_EveryOperation(t *testing.T) {
	t.Parallel()
	f, _ := seeded(t)
	for _, e := range examples(t) {
		t.Run(e.OperationID, func(t *testing.T) {
			got := f.do(t, e.Method, e.Path, e.Request, "X-Api-Key", "wrong")
			got.want(t, http.StatusUnauthorized, `{"statusCode":401,"message":"Unauthorized"}`)
		})
	}
	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "["+documentedOne+"]") // nothing has changed
}
