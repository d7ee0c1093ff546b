package sandbox

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// endless counts what is read of a body that never ends.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.read += len(p)
	return len(p), nil
}

func TestLargeBodyIsRefused(t *testing.T) {
	t.Parallel()
	const want = `{"statusCode":413,"message":"The body is larger than 1048576 bytes","error":"Request Entity Too Large"}`
	tests := []struct {
		name     string
		length   int64
		mostRead int
	}{
		{"announced", contract.MaxRequestBytes + 1, 0},
		{"chunked", -1, contract.MaxRequestBytes + 1},
	}
	s, err := New(Config{APIKey: testKey})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			body := &endless{}
			r := httptest.NewRequest(http.MethodPost, customersPath, body)
			r.ContentLength = test.length
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("X-Api-Key", testKey)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != http.StatusRequestEntityTooLarge || w.Body.String() != want {
				t.Errorf("answer is %d %s\nwant 413 %s", w.Code, w.Body, want)
			}
			if body.read > test.mostRead {
				t.Errorf("%d bytes were read, want at most %d", body.read, test.mostRead)
			}
			wantErrorBody(t, w.Body.String())
		})
	}
}

func TestLargeBodyIsRefusedOverTheWire(t *testing.T) {
	t.Parallel()
	f := serve(t, Config{})
	f.expected.Add(1)
	body := struct{ io.Reader }{strings.NewReader(strings.Repeat(" ", contract.MaxRequestBytes+1))} // sent in chunks
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.url+customersPath, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Api-Key", testKey)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(offSpec, "yes")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("status = %d, want 413", response.StatusCode)
	}
}

func TestLargestBodyIsAccepted(t *testing.T) {
	t.Parallel()
	f := serve(t, Config{})
	start, end := `{"externalId":"`, `","status":"active"}`
	body := start + strings.Repeat("x", contract.MaxRequestBytes-len(start)-len(end)) + end
	if got := f.do(t, http.MethodPost, customersPath, body); got.status != http.StatusCreated {
		t.Errorf("status = %d, want 201", got.status)
	}
}

func TestRequestStaysTheCallers(t *testing.T) {
	t.Parallel()
	s, err := New(Config{APIKey: testKey})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, customersPath, strings.NewReader("{}"))
	body := r.Body
	r.Header.Set("X-Api-Key", testKey)
	s.ServeHTTP(httptest.NewRecorder(), r)
	if r.Body != body {
		t.Error("the sandbox has replaced the body of the caller's request")
	}
}

func TestRequestWithoutABodyReader(t *testing.T) {
	t.Parallel()
	s, err := New(Config{APIKey: testKey})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, customersPath, nil) // as a client makes it
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Api-Key", testKey)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if data, _ := io.ReadAll(w.Body); w.Code != http.StatusOK || string(data) != "[]" {
		t.Errorf("answer is %d %s, want 200 []", w.Code, data)
	}
}
