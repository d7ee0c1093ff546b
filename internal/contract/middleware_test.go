package contract

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMiddleware_ReportsRequestAndResponse(t *testing.T) {
	t.Parallel()
	const good = `{"externalId":"x","status":"active"}`
	tests := []struct {
		name                string
		method, path, body  string
		response            string
		want                []string
		wantRead, wantWrite string
	}{
		{"nothing", http.MethodPost, customersPath, good, validCustomer, nil, good, validCustomer},
		{"request", http.MethodPost, customersPath, `{}`, validCustomer, []string{
			"createCustomer request: externalId is missing; status is missing",
		}, `{}`, validCustomer},
		{"response", http.MethodPost, customersPath, good, `[]`, []string{
			"createCustomer response 201: body must be an object",
		}, good, `[]`},
		{"both", http.MethodPost, customersPath, `[]`, `[]`, []string{
			"createCustomer request: body must be an object", "createCustomer response 201: body must be an object",
		}, `[]`, `[]`},
		{"no operation", http.MethodPost, "/elsewhere", `[]`, `[]`, []string{
			`POST "/elsewhere" request: path is not in the spec`,
		}, `[]`, `[]`},
	}
	v := newTestValidator(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			var read string
			handler := v.Middleware(func(_ *http.Request, err error) { got = append(got, err.Error()) })(
				http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					read = readAll(t, r.Body)
					w.Header().Set("Content-Type", jsonType)
					w.WriteHeader(http.StatusCreated)
					_, _ = io.WriteString(w, test.response)
				}))
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, newRequest(test.method, test.path, test.body))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("reports (-want +got):\n%s", diff)
			}
			if read != test.wantRead {
				t.Errorf("the handler read %q, want %q", read, test.wantRead)
			}
			if w.Code != http.StatusCreated || w.Body.String() != test.wantWrite {
				t.Errorf("the client received %d %q, want 201 %q", w.Code, w.Body, test.wantWrite)
			}
		})
	}
}

func TestMiddleware_Streams(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	handler := newTestValidator(t).Middleware(func(_ *http.Request, err error) { t.Errorf("report: %v", err) })(
		http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", jsonType)
			_, _ = io.WriteString(w, "[")
			w.(http.Flusher).Flush()
			<-release
			_, _ = io.WriteString(w, "]")
		}))
	server := httptest.NewServer(handler)
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+customersPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	first := make([]byte, 1)
	if _, err := io.ReadFull(response.Body, first); err != nil || string(first) != "[" {
		t.Errorf("before the handler returns, the client reads %q, %v, want the first byte", first, err)
	}
	close(release)
	if rest := readAll(t, response.Body); rest != "]" {
		t.Errorf("after the handler returned, the client reads %q, want the rest", rest)
	}
}

// TestDeferredMiddleware_SendsTheEndBeforeTheCheck holds the check back until the client has read the whole response.
func TestDeferredMiddleware_SendsTheEndBeforeTheCheck(t *testing.T) {
	t.Parallel()
	body := "[" + strings.Repeat(validCustomer+",", 2000) + `{"id":7}]`
	var checks sync.WaitGroup
	var got reports
	received := make(chan struct{})
	handler := newTestValidator(t).DeferredMiddleware(got.add, func(check func()) {
		checks.Go(func() {
			<-received
			check()
		})
	})(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", jsonType)
		_, _ = io.WriteString(w, body)
	}))
	server := httptest.NewServer(handler)
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+customersPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if read := readAll(t, response.Body); read != body {
		t.Errorf("the client reads %d bytes, want %d", len(read), len(body))
	}
	if len(got.lines) > 0 {
		t.Errorf("reports before the check = %q, want none", got.lines)
	}
	close(received)
	checks.Wait()
	if len(got.lines) != 1 || !strings.Contains(got.lines[0], "[2000].id must be a string") {
		t.Errorf("reports = %q, want one about [2000].id", got.lines)
	}
}

func TestMiddleware_DoesNotRecoverPanics(t *testing.T) {
	t.Parallel()
	handler := newTestValidator(t).Middleware(func(_ *http.Request, err error) { t.Errorf("report: %v", err) })(
		http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer func() {
		if got := recover(); got != http.ErrAbortHandler { //nolint:errorlint // net/http compares this panic value with ==
			t.Errorf("recovered %v, want http.ErrAbortHandler", got)
		}
	}()
	handler.ServeHTTP(httptest.NewRecorder(), newRequest(http.MethodGet, customersPath, ""))
}

func TestMiddleware_ChecksTheHeaderAsSent(t *testing.T) {
	t.Parallel()
	var got []string
	handler := newTestValidator(t).Middleware(func(_ *http.Request, err error) { got = append(got, err.Error()) })(
		http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "[]")
			w.Header().Set("Content-Type", jsonType) // too late: the header was sent without it
		}))
	handler.ServeHTTP(httptest.NewRecorder(), newRequest(http.MethodGet, customersPath, ""))
	if len(got) != 1 || !strings.Contains(got[0], "Content-Type is missing") {
		t.Errorf("reports = %q, want one about the missing Content-Type", got)
	}
}

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
		{"first status is kept", func(w http.ResponseWriter) { w.WriteHeader(404); w.WriteHeader(500) }, 404, ""},
		{"informational", func(w http.ResponseWriter) { w.WriteHeader(103); w.WriteHeader(201) }, 201, ""},
		{"two writes", func(w http.ResponseWriter) {
			_, _ = io.WriteString(w, "x")
			_, _ = io.WriteString(w, "y")
		}, 200, "xy"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			rec := &recorder{ResponseWriter: httptest.NewRecorder()}
			test.handle(rec)
			if status := rec.result().status; status != test.status {
				t.Errorf("recorded status %d, want %d", status, test.status)
			}
			if got := rec.body.String(); got != test.body {
				t.Errorf("recorded body %q, want %q", got, test.body)
			}
		})
	}
}

func TestRecorder_Unwrap(t *testing.T) {
	t.Parallel()
	underlying := httptest.NewRecorder()
	if got := (&recorder{ResponseWriter: underlying}).Unwrap(); got != http.ResponseWriter(underlying) {
		t.Errorf("Unwrap() = %v, want the underlying writer", got)
	}
}
