// Package api embeds the OpenAPI document of LedgerLink's Account Manager customers endpoints, from which this SDK is
// generated. It links no OpenAPI library.
package api

import _ "embed"

// OpenAPI is the content of api/openapi.yaml, an OpenAPI 3.0.3 document in YAML. Do not modify it.
//
//go:embed openapi.yaml
var OpenAPI []byte

// OpenAPIPlain is the content of api/openapi-plain.yaml, the variant for generators that do not support unions. Do not
// modify it.
//
//go:embed openapi-plain.yaml
var OpenAPIPlain []byte
