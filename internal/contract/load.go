package contract

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
)

// openEnum is the extension that marks an enum to which the service may add values at any time.
const openEnum = "x-open-enum"

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

// relaxOpenEnums lets every schema of doc that is marked as an open enum accept any value of its type.
func relaxOpenEnums(doc *openapi3.T) error {
	return doc.WalkSchemas(func(pointer string, schema *openapi3.SchemaRef) error {
		mark, marked := schema.Value.Extensions[openEnum]
		if !marked {
			return nil
		}
		open, ok := mark.(bool)
		if !ok {
			return fmt.Errorf("contract: %s: %s should be true or false, not %v", pointer, openEnum, mark)
		}
		if open {
			schema.Value.Enum = nil
		}
		return nil
	})
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
