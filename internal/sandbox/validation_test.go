package sandbox

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// endlessBody counts the bytes read from a body that never ends.
type endlessBody struct{ read int }

func (e *endlessBody) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.read += len(p)
	return len(p), nil
}

func TestBodyLimit_RejectsLargeBody(t *testing.T) {
	t.Parallel()
	const want = `{"statusCode":413,"message":"The body is larger than 1048576 bytes","error":"Request Entity Too Large"}`
	tests := []struct {
		name     string
		length   int64
		mostRead int
	}{
		{"Content-Length", contract.MaxRequestBytes + 1, 0},
		{"chunked", -1, contract.MaxRequestBytes + 1},
	}
	s, err := New(Config{APIKey: testKey})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			body := &endlessBody{}
			r := httptest.NewRequest(http.MethodPost, customersPath, body)
			r.ContentLength = test.length
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("X-Api-Key", testKey)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != http.StatusRequestEntityTooLarge || w.Body.String() != want {
				t.Errorf("response is %d %s\nwant 413 %s", w.Code, w.Body, want)
			}
			if body.read > test.mostRead {
				t.Errorf("%d bytes were read, want at most %d", body.read, test.mostRead)
			}
			wantErrorBody(t, w.Body.String())
		})
	}
}

func TestBodyLimit_RejectsChunkedBody(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{})
	f.expected.Add(1)
	body := struct{ io.Reader }{strings.NewReader(strings.Repeat(" ", contract.MaxRequestBytes+1))} // sent in chunks
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.url+customersPath, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Api-Key", testKey)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(invalidRequest, "yes")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("status = %d, want 413", response.StatusCode)
	}
}

func TestBodyLimit_AcceptsLargestBody(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{})
	start, end := `{"externalId":"`, `","status":"active"}`
	body := start + strings.Repeat("x", contract.MaxRequestBytes-len(start)-len(end)) + end
	if got := f.do(t, http.MethodPost, customersPath, body); got.status != http.StatusCreated {
		t.Errorf("status = %d, want 201", got.status)
	}
}

func TestBodyLimit_DoesNotModifyTheRequest(t *testing.T) {
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
		t.Error("the sandbox replaced the body of the caller's request")
	}
}

func TestBodyLimit_NilBody(t *testing.T) {
	t.Parallel()
	s, err := New(Config{APIKey: testKey})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, customersPath, nil) // a client request, whose body is nil
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Api-Key", testKey)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if data, _ := io.ReadAll(w.Body); w.Code != http.StatusOK || string(data) != "[]" {
		t.Errorf("response is %d %s, want 200 []", w.Code, data)
	}
}

func TestValidation_InvalidInput(t *testing.T) {
	t.Parallel()
	bad := func(messages string) string {
		return `{"statusCode":400,"message":[` + messages + `],"error":"Bad Request"}`
	}
	const oneOf = `"status must be one of the following values: active, inactive"`
	tests := []struct{ name, method, path, body, want string }{
		{
			"empty externalId", http.MethodPost, "", `{"externalId":"","status":"active"}`,
			bad(`"externalId should not be empty"`),
		},
		{"every problem", http.MethodPost, "", `{"externalId":7,"status":"x"}`, bad(`"externalId must be a string",` + oneOf)},
		{"missing fields", http.MethodPost, "", `{}`, bad(`"externalId is missing","status is missing"`)},
		{"status of an update", http.MethodPut, "/customer-id", `{"status":"gone"}`, bad(oneOf)},
		{"no body", http.MethodPut, "/customer-id", "", bad(`"body is missing"`)},
		{"malformed", http.MethodPost, "", `{"externalId"`, bad(`"body is not valid JSON: unexpected end of input"`)},
		{
			"trailing", http.MethodPut, "/customer-id", `{"status":"active"}]`,
			bad(`"body is not valid JSON: invalid character ']' after top-level value after offset 19"`),
		},
		{
			"duplicate", http.MethodPut, "/customer-id", `{"status":"active","status":"inactive"}`,
			bad(`"body is not valid JSON: duplicate object member name \"status\""`),
		},
		{
			"UTF-8", http.MethodPost, "", "{\"externalId\":\"\xff\",\"status\":\"active\"}",
			bad(`"body is not valid JSON: invalid UTF-8 within \"/externalId\" after offset 15"`),
		},
		{"body of a delete", http.MethodDelete, "/customer-id", `{}`, bad(`"body should be empty"`)},
		{"query", http.MethodGet, "?page=2", "", bad(`"query parameter \"page\" is not in the spec"`)},
	}
	f, _ := seeded(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f.do(t, test.method, customersPath+test.path, test.body, invalidRequest, "yes").
				want(t, http.StatusBadRequest, test.want)
		})
	}
	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "["+documentedOne+"]") // nothing has changed
}

func TestValidation_ContentType(t *testing.T) {
	t.Parallel()
	const update = `{"status":"active"}`
	tests := []struct {
		contentType string
		want        int
	}{
		{"application/json", http.StatusOK},
		{"application/json; charset=utf-8", http.StatusOK},
		{"APPLICATION/JSON", http.StatusOK},
		{"text/plain", http.StatusUnsupportedMediaType},
		{"application/x-www-form-urlencoded", http.StatusUnsupportedMediaType},
		{"application/jsonx", http.StatusUnsupportedMediaType},
		{"", http.StatusUnsupportedMediaType},
	}
	f, _ := seeded(t)
	for _, test := range tests {
		t.Run(test.contentType, func(t *testing.T) {
			headers := []string{"Content-Type", test.contentType}
			if test.want != http.StatusOK {
				headers = append(headers, invalidRequest, "yes")
			}
			got := f.do(t, http.MethodPut, customersPath+"/customer-id", update, headers...)
			if got.status != test.want {
				t.Errorf("response is %d %s, want %d", got.status, got.body, test.want)
			}
		})
	}
}

func TestValidation_UnknownRoute(t *testing.T) {
	t.Parallel()
	tests := []struct {
		method, path string
		want         int
		allow, body  string
	}{
		{http.MethodGet, "/", 404, "", `{"statusCode":404,"message":"Cannot GET /","error":"Not Found"}`},
		{
			http.MethodGet, "/v1" + customersPath, 404, "",
			`{"statusCode":404,"message":"Cannot GET /v1` + customersPath + `","error":"Not Found"}`,
		},
		{
			http.MethodDelete, customersPath + "/", 404, "",
			`{"statusCode":404,"message":"Cannot DELETE ` + customersPath + `/","error":"Not Found"}`,
		},
		{
			http.MethodPatch, customersPath + "/x", 405, "DELETE, GET, PUT",
			`{"statusCode":405,"message":"Cannot PATCH ` + customersPath + `/x","error":"Method Not Allowed"}`,
		},
		{
			http.MethodDelete, customersPath, 405, "GET, POST",
			`{"statusCode":405,"message":"Cannot DELETE ` + customersPath + `","error":"Method Not Allowed"}`,
		},
	}
	f := newFixture(t, Config{})
	for _, test := range tests {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			got := f.do(t, test.method, test.path, "", invalidRequest, "yes")
			got.want(t, test.want, test.body)
			if allow := got.header.Get("Allow"); allow != test.allow {
				t.Errorf("Allow = %q, want %q", allow, test.allow)
			}
			if contentType := got.header.Get("Content-Type"); contentType != "application/json" {
				t.Errorf("Content-Type = %q, want application/json", contentType)
			}
			wantErrorBody(t, got.body)
		})
	}
}
