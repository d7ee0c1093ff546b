package main

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/swaggest/swgui/v5emb"
	"go.yaml.in/yaml/v3"

	"github.com/ledgerlink/link-sdk-go/api"
)

const (
	docsPath  = "/docs"
	yamlPath  = "/openapi.yaml"
	jsonPath  = "/openapi.json"
	plainPath = "/openapi-plain.yaml"

	// contentSecurityPolicy restricts the page to requests to the sandbox.
	// It also forbids other pages to frame it.
	contentSecurityPolicy = "default-src 'none'; connect-src 'self'; script-src 'self' 'unsafe-inline'; " +
		"style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
)

// withDocs serves the reference page and the OpenAPI document, and passes every other request to the emulator. Neither
// requires a key, and no fault applies to them. It does not use a ServeMux, which would redirect paths that the
// emulator must reject.
func withDocs(emulator http.Handler) http.Handler {
	page := v5emb.New("LedgerLink sandbox", yamlPath, docsPath)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.Path
		switch {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			emulator.ServeHTTP(w, r)
		case path == "/", path == docsPath:
			w.Header().Set("Content-Security-Policy", contentSecurityPolicy)
			http.Redirect(w, r, docsPath+"/", http.StatusTemporaryRedirect)
		case strings.HasPrefix(path, docsPath+"/"):
			w.Header().Set("Content-Security-Policy", contentSecurityPolicy)
			page.ServeHTTP(w, r)
		case path == yamlPath:
			writeDocument(w, "application/yaml", withServer(api.OpenAPI, r.Host), nil)
		case path == plainPath:
			writeDocument(w, "application/yaml", withServer(api.OpenAPIPlain, r.Host), nil)
		case path == jsonPath:
			data, err := toJSON(withServer(api.OpenAPI, r.Host))
			writeDocument(w, "application/json", data, err)
		default:
			emulator.ServeHTTP(w, r)
		}
	})
}

func writeDocument(w http.ResponseWriter, contentType string, data []byte, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(data) //nolint:gosec // not HTML
}

// servers matches the list of servers in the document.
var servers = regexp.MustCompile(`(?m)^servers:\n(?: .*\n)+`)

// withServer returns a document with the sandbox as its only server, under the host name of the request, so that
// "Try it out" and generated clients call the sandbox and no other server.
func withServer(document []byte, host string) []byte {
	url, err := json.Marshal("http://" + host) // a JSON string is a YAML string, for any value of Host
	if err != nil {
		url = []byte(`"/"`)
	}
	replacement := "servers:\n  - url: " + string(url) + "\n    description: This sandbox.\n"
	return servers.ReplaceAllLiteral(document, []byte(replacement))
}

func toJSON(document []byte) ([]byte, error) {
	var value any
	if err := yaml.Unmarshal(document, &value); err != nil {
		return nil, err
	}
	return json.Marshal(value, json.Deterministic(true))
}
