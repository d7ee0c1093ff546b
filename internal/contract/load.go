package contract

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
)

// load parses and validates a document, examples included. The servers are removed, because a test server's address is
// none of them.
func load(spec []byte) (*openapi3.T, error) {
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(spec)
	if err != nil {
		return nil, fmt.Errorf("contract: load spec: %w", err)
	}
	if err := doc.Validate(loader.Context, openapi3.EnableExamplesValidation()); err != nil {
		return nil, fmt.Errorf("contract: validate spec: %w", err)
	}
	doc.Servers = nil
	return doc, nil
}

// operations returns the operations of doc by operationId.
func operations(doc *openapi3.T) map[string]*openapi3.Operation {
	byID := make(map[string]*openapi3.Operation)
	for _, path := range doc.Paths.Map() {
		for _, operation := range path.Operations() {
			byID[operation.OperationID] = operation
		}
	}
	return byID
}
