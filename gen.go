// Package linksdk is the root of LedgerLink's Go SDK and holds no importable code.
//
// Import [github.com/ledgerlink/link-sdk-go/customers] instead. This directory exists for its go:generate lines:
// api/openapi.yaml is the one source of truth, and from it come the wire models and raw client (package openapi) and
// the strict server that the sandbox implements. Run `go generate ./...` after a change of the spec; a document that is
// not valid stops it before anything is written.
package linksdk

//go:generate go run ./internal/speccheck api/openapi.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config api/client.cfg.yaml api/openapi.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config api/sandbox.cfg.yaml api/openapi.yaml
