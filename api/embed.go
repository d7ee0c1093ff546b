// Package api holds the OpenAPI document of LedgerLink's Account Manager customers endpoints, the one source of
// truth of this SDK, and gives it to Go programs as bytes. Nothing here links an OpenAPI library.
package api

import _ "embed"

// OpenAPI is the document, OpenAPI 3.0.3 in YAML, byte for byte as it lies in api/openapi.yaml. Do not modify it.
//
//go:embed openapi.yaml
var OpenAPI []byte
