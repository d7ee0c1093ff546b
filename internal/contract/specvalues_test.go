package contract

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
)

// requestEnums demands that no answer holds an enum: the service may answer with values that are not documented yet, and
// generated clients fail on what an enum does not list.
func requestEnums(doc *openapi3.T) (broken []string) {
	answers := &openapi3.T{Components: &openapi3.Components{Responses: make(openapi3.ResponseBodies)}}
	for id, operation := range operations(doc) {
		for status, ref := range operation.Responses.Map() {
			answers.Components.Responses[id+" "+status] = ref
		}
	}
	_ = answers.WalkSchemas(func(pointer string, ref *openapi3.SchemaRef) error {
		if len(ref.Value.Enum) > 0 {
			broken = append(broken, pointer+": an enum")
		}
		return nil
	})
	return broken
}

// marks lets tests rely on the extensions: a misspelt one would be ignored, silently.
func marks(doc *openapi3.T) (broken []string) {
	_ = doc.WalkSchemas(func(pointer string, ref *openapi3.SchemaRef) error {
		for name, value := range ref.Value.Extensions {
			switch {
			case name != "x-sensitive":
				broken = append(broken, fmt.Sprintf("%s: %s is no mark", pointer, name))
			case value != true:
				broken = append(broken, fmt.Sprintf("%s: %s is %v", pointer, name, value))
			case name == "x-sensitive" && !ref.Value.Type.Is("string"):
				broken = append(broken, pointer+": x-sensitive on what is no text")
			}
		}
		return nil
	})
	return broken
}
