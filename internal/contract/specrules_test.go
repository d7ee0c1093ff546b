package contract

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/ledgerlink/link-sdk-go/internal/provenance"
)

// Each rule returns its violations in a document, one short text for each place.

func openAPIVersion(doc *openapi3.T) []string {
	if doc.OpenAPI != "3.0.3" {
		return []string{"version " + doc.OpenAPI}
	}
	return nil
}

// semanticVersion requires a semantic version, because the check for breaking changes compares only versions of that
// form.
func semanticVersion(doc *openapi3.T) []string {
	if !regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$`).MatchString(doc.Info.Version) {
		return []string{"info.version " + doc.Info.Version}
	}
	return nil
}

func servers(doc *openapi3.T) (violations []string) {
	want := []string{"https://api.ledgerlink.ai", "https://sandbox-api.ledgerlink.ai"}
	for i, server := range doc.Servers {
		if i >= len(want) || server.URL != want[i] {
			violations = append(violations, "server "+server.URL)
		}
		violations = append(violations, missing(server.URL, "description", server.Description == "")...)
	}
	return append(violations, missing("document", "second server", len(doc.Servers) < len(want))...)
}

func security(doc *openapi3.T) (violations []string) {
	for name, ref := range doc.Components.SecuritySchemes {
		scheme := ref.Value
		if got := fmt.Sprintf("%s is %s %s in %s", name, scheme.Type, scheme.Name, scheme.In); got !=
			"apiKey is apiKey X-API-KEY in header" {
			violations = append(violations, got)
		}
	}
	if len(doc.Security) != 1 || doc.Security[0]["apiKey"] == nil {
		violations = append(violations, "no security")
	}
	for id, operation := range operations(doc) {
		if operation.Security != nil {
			violations = append(violations, id+": security of its own")
		}
	}
	return violations
}

func operationTexts(doc *openapi3.T) (violations []string) {
	for id, operation := range operations(doc) {
		violations = append(violations, missing(id, "tags", len(operation.Tags) == 0)...)
		violations = append(violations, missing(id, "summary", operation.Summary == "")...)
		violations = append(violations, missing(id, "description", operation.Description == "")...)
		for _, tag := range operation.Tags {
			violations = append(violations, missing(id, "description of tag "+tag, doc.Tags.Get(tag) == nil)...)
		}
	}
	return violations
}

func operationStatuses(doc *openapi3.T) (violations []string) {
	for path, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			want := []string{"401", "403", "429", "500", "default"}
			if strings.Contains(path, "{id}") {
				want = append(want, "404")
			}
			if method != http.MethodGet || strings.Contains(path, "{id}") {
				want = append(want, "400")
			}
			if method != http.MethodGet { // clients accept 200 in addition to 201 and 204
				want = append(want, "409", "200")
			}
			for _, status := range want {
				violations = append(violations, missing(operation.OperationID, status, operation.Responses.Value(status) == nil)...)
			}
		}
	}
	return violations
}

func responseTexts(doc *openapi3.T) (violations []string) {
	for id, operation := range operations(doc) {
		for status, ref := range operation.Responses.Map() {
			text := ref.Value.Description
			violations = append(violations, missing(id+" "+status, "description", text == nil || *text == "")...)
			if text != nil && strings.Contains(strings.TrimSpace(*text), ". ") {
				violations = append(violations, id+" "+status+": more than one sentence")
			}
		}
	}
	return violations
}

// bodies returns the content of every request and response in the document, by a readable name.
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

func bodyExamples(doc *openapi3.T) (violations []string) {
	for name, content := range bodies(doc) {
		for _, media := range content {
			violations = append(violations, missing(name, "example", media.Example == nil && len(media.Examples) == 0)...)
		}
	}
	return violations
}

func bodyTypes(doc *openapi3.T) (violations []string) {
	for name, content := range bodies(doc) {
		for mediaType, media := range content {
			if mediaType != "application/json" {
				violations = append(violations, name+": "+mediaType)
			}
			violations = append(violations, missing(name, "schema", media.Schema == nil)...)
		}
	}
	return violations
}

func schemaTexts(doc *openapi3.T) (violations []string) {
	_ = doc.WalkSchemas(func(pointer string, ref *openapi3.SchemaRef) error {
		if strings.HasPrefix(pointer, "/components/schemas/") {
			violations = append(violations, missing(pointer, "description", ref.Value.Description == "")...)
			violations = append(violations, missing(pointer, "example", ref.Value.Example == nil)...)
		}
		return nil
	})
	return violations
}

func parameterTexts(doc *openapi3.T) (violations []string) {
	for name, ref := range doc.Components.Parameters {
		violations = append(violations, missing(name, "description", ref.Value.Description == "")...)
		violations = append(violations, missing(name, "example", ref.Value.Example == nil)...)
	}
	for name, ref := range doc.Components.Headers {
		violations = append(violations, missing(name, "description", ref.Value.Description == "")...)
		violations = append(violations, missing(name, "example", ref.Value.Example == nil)...)
	}
	return violations
}

func names(doc *openapi3.T) (violations []string) {
	for name := range doc.Components.Schemas {
		if name == "Error" {
			violations = append(violations, "a schema is called Error")
		}
		if doc.Components.Responses[name] != nil {
			violations = append(violations, name+" is a schema and a response")
		}
	}
	return violations
}

// titles requires that the title of a schema is its name, because some generators name classes by one and some by the
// other, and that info.title has no punctuation, because some generators name modules by it.
func titles(doc *openapi3.T) (violations []string) {
	for name, schema := range doc.Components.Schemas {
		if schema.Value.Title != name {
			violations = append(violations, name+": title "+schema.Value.Title)
		}
	}
	if !regexp.MustCompile(`^[A-Za-z ]+$`).MatchString(doc.Info.Title) {
		violations = append(violations, "info.title "+doc.Info.Title)
	}
	return violations
}

// sortedAlternatives requires that the alternatives of a oneOf are sorted by name. A generator that sorts them takes the
// first one that fits, so another order would change which one it is.
func sortedAlternatives(doc *openapi3.T) (violations []string) {
	for name, schema := range doc.Components.Schemas {
		refs := make([]string, 0, len(schema.Value.OneOf))
		for _, alternative := range schema.Value.OneOf {
			refs = append(refs, alternative.Ref)
		}
		if !slices.IsSorted(refs) {
			violations = append(violations, name+": alternatives that are not sorted")
		}
	}
	return violations
}

// formats refuses every format of a string except date-time: one unusual value would fail a whole list.
func formats(doc *openapi3.T) (violations []string) {
	_ = doc.WalkSchemas(func(pointer string, ref *openapi3.SchemaRef) error {
		if format := ref.Value.Format; ref.Value.Type.Is("string") && format != "" && format != "date-time" {
			violations = append(violations, pointer+": format "+format)
		}
		return nil
	})
	return violations
}

// statusRanges refuses status codes such as 2XX, which some generators do not support.
func statusRanges(doc *openapi3.T) (violations []string) {
	for id, operation := range operations(doc) {
		for status := range operation.Responses.Map() {
			if strings.Contains(status, "X") {
				violations = append(violations, id+": "+status)
			}
		}
	}
	return violations
}

// missing reports that a place lacks something, if isMissing is true.
func missing(place, what string, isMissing bool) []string {
	if isMissing {
		return []string{place + ": no " + what}
	}
	return nil
}

// requestEnums requires that no response contains an enum: the service may return values that are not documented yet,
// and generated clients fail on a value that an enum does not list.
func requestEnums(doc *openapi3.T) (violations []string) {
	responses := &openapi3.T{Components: &openapi3.Components{Responses: make(openapi3.ResponseBodies)}}
	for id, operation := range operations(doc) {
		for status, ref := range operation.Responses.Map() {
			responses.Components.Responses[id+" "+status] = ref
		}
	}
	_ = responses.WalkSchemas(func(pointer string, ref *openapi3.SchemaRef) error {
		if len(ref.Value.Enum) > 0 {
			violations = append(violations, pointer+": an enum")
		}
		return nil
	})
	return violations
}

// extensions rejects unknown extensions, because a misspelt one would be ignored silently.
func extensions(doc *openapi3.T) (violations []string) {
	_ = doc.WalkSchemas(func(pointer string, ref *openapi3.SchemaRef) error {
		for name, value := range ref.Value.Extensions {
			switch {
			case name == provenance.Extension: // speccheck validates it
			case name != "x-sensitive":
				violations = append(violations, fmt.Sprintf("%s: unknown extension %s", pointer, name))
			case value != true:
				violations = append(violations, fmt.Sprintf("%s: %s is %v", pointer, name, value))
			case !ref.Value.Type.Is("string"):
				violations = append(violations, pointer+": x-sensitive on a schema that is not a string")
			}
		}
		return nil
	})
	return violations
}
