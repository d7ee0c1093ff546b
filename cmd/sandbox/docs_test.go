package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/ledgerlink/link-sdk-go/api"
)

// TestDocs_RequireNoKey also checks that every other path is passed to the emulator, with a fault for all requests.
func TestDocs_RequireNoKey(t *testing.T) {
	t.Parallel()
	program := start(t, "-fault", "status;status=503")
	tests := []struct {
		path, contentType, text string
		status                  int
	}{
		{"/docs/", "text/html", `<div id="swagger-ui">`, 200},
		{"/docs", "text/html", `<div id="swagger-ui">`, 200}, // through a redirect
		{"/", "text/html", `<div id="swagger-ui">`, 200},     // through a redirect
		{"/openapi.yaml", "application/yaml", "openapi: 3.0.3", 200},
		{"/openapi.json", "application/json", `"openapi":"3.0.3"`, 200},
		{"/api/v1/account-manager/customers", "application/json", `"statusCode":503`, 503},
		{"/api/v1/account-manager/customers/..", "application/json", `"statusCode":503`, 503}, // not redirected
	}
	for _, test := range tests {
		status, header, body := fetch(t, program.url+test.path)
		if got := header.Get("Content-Type"); status != test.status || got != test.contentType {
			t.Errorf("%s is %d %s, want %d %s", test.path, status, got, test.status, test.contentType)
		}
		if !strings.Contains(body, test.text) {
			t.Errorf("%s has no %s:\n%.500s", test.path, test.text, body)
		}
	}
	program.stop()
	<-program.status
}

func TestDocs_LoadNothingExternal(t *testing.T) {
	t.Parallel()
	program := start(t)
	_, header, body := fetch(t, program.url+"/docs/")
	if got := header.Get("Content-Security-Policy"); got != contentSecurityPolicy {
		t.Errorf("Content-Security-Policy is %q, want %q", got, contentSecurityPolicy)
	}
	for _, directive := range []string{"default-src 'none'", "frame-ancestors 'none'"} {
		if !slices.Contains(strings.Split(contentSecurityPolicy, "; "), directive) {
			t.Errorf("Content-Security-Policy has no %s", directive)
		}
	}
	for _, attribute := range []string{`src="http`, `href="http`, `src="//`, `href="//`} {
		if strings.Contains(body, attribute) {
			t.Errorf("the page loads an external resource with %s", attribute)
		}
	}
	program.stop()
	<-program.status
}

// TestDocs_CannotBeFramed checks every response below /docs, the redirect included.
func TestDocs_CannotBeFramed(t *testing.T) {
	t.Parallel()
	handler := withDocs(http.NotFoundHandler())
	for _, path := range []string{"/", "/docs", "/docs/", "/docs/index.html", "/docs/swagger-ui.css", "/docs/none"} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, http.NoBody))
		if got := w.Header().Get("Content-Security-Policy"); !strings.Contains(got, "frame-ancestors 'none'") {
			t.Errorf("%s: Content-Security-Policy is %q, want frame-ancestors 'none'", path, got)
		}
	}
}

// TestDocs_Document checks that only the servers differ from the documents in api/, in both formats.
func TestDocs_Document(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(withDocs(http.NotFoundHandler()))
	t.Cleanup(server.Close)
	for path, document := range map[string][]byte{
		"/openapi.yaml": api.OpenAPI, "/openapi.json": api.OpenAPI, "/openapi-plain.yaml": api.OpenAPIPlain,
	} {
		var want map[string]any
		if err := yaml.Unmarshal(document, &want); err != nil {
			t.Fatal(err)
		}
		want["servers"] = []any{map[string]any{"url": server.URL, "description": "This sandbox."}}
		_, _, body := fetch(t, server.URL+path)
		var got map[string]any
		if err := yaml.Unmarshal([]byte(body), &got); err != nil { // JSON is YAML
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

func TestDocs_HostCannotInjectYAML(t *testing.T) {
	t.Parallel()
	var got struct {
		Info    struct{ Title string }
		Servers []struct{ URL string }
	}
	const host = "x\"\ninfo: {title: evil}\n#"
	if err := yaml.Unmarshal(withServer(api.OpenAPI, host), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Servers) != 1 || got.Servers[0].URL != "http://"+host {
		t.Errorf("the document has the servers %q, want one with the host", got.Servers)
	}
	if got.Info.Title == "evil" {
		t.Error("the host replaced the title of the document")
	}
}

// fetch gets a page without a key, over a new connection.
func fetch(t *testing.T, url string) (status int, header http.Header, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Close = true
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header, string(data)
}
