// Package linksdk is the root of LedgerLink's Go SDK and contains no importable code. Import
// [github.com/ledgerlink/link-sdk-go/customers] instead.
//
// Its go:generate lines generate the wire models and the raw client (package openapi), and the strict server that the
// sandbox implements, and the plain variant of the document, from api/openapi.yaml. Run `go generate ./...` after a
// change of the spec. If the document is not valid, generation stops before it writes a file.
package linksdk

//go:generate go run ./internal/speccheck -table api/README.md api/openapi.yaml
//go:generate go -C tools run ./spec/overlay ../api/openapi.yaml ../api/plain.overlay.yaml ../api/openapi-plain.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config api/client.cfg.yaml api/openapi.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config api/sandbox.cfg.yaml api/openapi.yaml
