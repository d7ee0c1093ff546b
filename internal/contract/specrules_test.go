package contract

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Each rule returns what breaks it in a document, one short text for each place.

func version(doc *openapi3.T) []string {
	if doc.OpenAPI != "3.0.3" {
		return []string{"version " + doc.OpenAPI}
	}
	return nil
}

// release demands a semantic version: the gate for breaking changes compares nothing else.
func release(doc *openapi3.T) []string {
	if !regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$`).MatchString(doc.Info.Version) {
		return []string{"info.version " + doc.Info.Version}
	}
	return nil
}

func servers(doc *openapi3.T) (broken []string) {
	want := []string{"https://api.ledgerlink.ai", "https://sandbox-api.ledgerlink.ai"}
	for i, server := range doc.Servers {
		if i >= len(want) || server.URL != want[i] {
			broken = append(broken, "server "+server.URL)
		}
		broken = append(broken, absent(server.URL, "description", server.Description == "")...)
	}
	return append(broken, absent("document", "second server", len(doc.Servers) < len(want))...)
}

func security(doc *openapi3.T) (broken []string) {
	for name, ref := range doc.Components.SecuritySchemes {
		scheme := ref.Value
		if got := fmt.Sprintf("%s is %s %s in %s", name, scheme.Type, scheme.Name, scheme.In); got !=
			"apiKey is apiKey X-API-KEY in header" {
			broken = append(broken, got)
		}
	}
	if len(doc.Security) != 1 || doc.Security[0]["apiKey"] == nil {
		broken = append(broken, "no security")
	}
	for id, operation := range operations(doc) {
		if operation.Security != nil {
			broken = append(broken, id+": security of its own")
		}
	}
	return broken
}

func operationIDs(doc *openapi3.T) (broken []string) {
	want := map[string]bool{
		"createCustomer": true, "listCustomers": true, "getCustomer": true,
		"updateCustomer": true, "deleteCustomer": true, "listCustomerAddresses": true,
	}
	for id := range operations(doc) {
		if !want[id] {
			broken = append(broken, id)
		}
		delete(want, id)
	}
	return slices.AppendSeq(broken, maps.Keys(want))
}

func operationTexts(doc *openapi3.T) (broken []string) {
	for id, operation := range operations(doc) {
		broken = append(broken, absent(id, "tags", len(operation.Tags) == 0)...)
		broken = append(broken, absent(id, "summary", operation.Summary == "")...)
		broken = append(broken, absent(id, "description", operation.Description == "")...)
		for _, tag := range operation.Tags {
			broken = append(broken, absent(id, "description of tag "+tag, doc.Tags.Get(tag) == nil)...)
		}
	}
	return broken
}

func operationStatuses(doc *openapi3.T) (broken []string) {
	for path, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			want := []string{"401", "403", "429", "500", "default"}
			if strings.Contains(path, "{id}") {
				want = append(want, "404")
			}
			if method != http.MethodGet || strings.Contains(path, "{id}") {
				want = append(want, "400")
			}
			if method != http.MethodGet {
				want = append(want, "409")
			}
			for _, status := range want {
				broken = append(broken, absent(operation.OperationID, status, operation.Responses.Value(status) == nil)...)
			}
		}
	}
	return broken
}

func responseTexts(doc *openapi3.T) (broken []string) {
	for id, operation := range operations(doc) {
		for status, ref := range operation.Responses.Map() {
			text := ref.Value.Description
			broken = append(broken, absent(id+" "+status, "description", text == nil || *text == "")...)
		}
	}
	return broken
}

// bodies returns the content of every request and response of the document by a readable name.
func bodies(doc *openapi3.T) map[string]openapi3.Content {
	all := make(map[string]openapi3.Content)
	for id, operation := range operations(doc) {
		if operation.RequestBody != nil {
			all[id+" request"] = operation.RequestBody.Value.Content
		}
		for status, ref := range operation.Responses.Map() {
			all[id+" "+status] = ref.Value.Content
		}
	}
	return all
}

func bodyExamples(doc *openapi3.T) (broken []string) {
	for name, content := range bodies(doc) {
		for _, media := range content {
			broken = append(broken, absent(name, "example", media.Example == nil && len(media.Examples) == 0)...)
		}
	}
	return broken
}

func bodyTypes(doc *openapi3.T) (broken []string) {
	for name, content := range bodies(doc) {
		for mediaType, media := range content {
			if mediaType != "application/json" {
				broken = append(broken, name+": "+mediaType)
			}
			broken = append(broken, absent(name, "schema", media.Schema == nil)...)
		}
	}
	return broken
}

func schemaTexts(doc *openapi3.T) (broken []string) {
	_ = doc.WalkSchemas(func(pointer string, ref *openapi3.SchemaRef) error {
		if strings.HasPrefix(pointer, "/components/schemas/") {
			broken = append(broken, absent(pointer, "description", ref.Value.Description == "")...)
			broken = append(broken, absent(pointer, "example", ref.Value.Example == nil)...)
		}
		return nil
	})
	return broken
}

func parameterTexts(doc *openapi3.T) (broken []string) {
	for name, ref := range doc.Components.Parameters {
		broken = append(broken, absent(name, "description", ref.Value.Description == "")...)
		broken = append(broken, absent(name, "example", ref.Value.Example == nil)...)
	}
	for name, ref := range doc.Components.Headers {
		broken = append(broken, absent(name, "description", ref.Value.Description == "")...)
		broken = append(broken, absent(name, "example", ref.Value.Example == nil)...)
	}
	return broken
}

func names(doc *openapi3.T) (broken []string) {
	for name := range doc.Components.Schemas {
		if name == "Error" {
			broken = append(broken, "a schema is called Error")
		}
		if doc.Components.Responses[name] != nil {
			broken = append(broken, name+" is a schema and a response")
		}
	}
	return broken
}

// absent says that something is missing at a place, when it is.
func absent(place, what string, missing bool) []string {
	if missing {
		return []string{place + ": no " + what}
	}
	return nil
}

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
