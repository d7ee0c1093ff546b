package contract

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/ledgerlink/link-sdk-go/api"
)

// TestSpecRules checks that the document follows every rule in specrules_test.go, and that each rule reports a document
// that was edited to break it.
func TestSpecRules(t *testing.T) {
	t.Parallel()
	const (
		forbidden = "        '403':\n          $ref: '#/components/responses/Forbidden'\n"
		example   = "            examples:\n              documented:\n" +
			"                $ref: '#/components/examples/CreateRequest'\n"
	)
	tests := []struct {
		name string
		rule func(doc *openapi3.T) []string
		edit []string // pairs of old and new text
		want string   // a violation that the rule must report in the edited document
	}{
		{"OpenAPI version", openAPIVersion, []string{"openapi: 3.0.3", "openapi: 3.0.0"}, "version 3.0.0"},
		{
			"semantic version", semanticVersion,
			[]string{"\n  version: " + parse(t, string(api.OpenAPI)).Info.Version + "\n", "\n  version: '0.1'\n"},
			"info.version 0.1",
		},
		{
			"enums only in requests", requestEnums,
			[]string{"description: The customer's identifier, an", "enum: [a]\n          description: The customer's identifier, an"},
			"/components/responses/createCustomer 200/content/application~1json/schema/properties/id: an enum",
		},
		{"servers", servers, []string{"//sandbox-api.", "//staging."}, "server https://staging.ledgerlink.ai"},
		{"security scheme", security, []string{"name: X-API-KEY", "name: X-Key"}, "apiKey is apiKey X-Key in header"},
		{"global security", security, []string{"security:\n  - apiKey: []\n", ""}, "no security"},
		{
			"operations have texts", operationTexts,
			[]string{"summary: Get a customer", "summary: ''"},
			"getCustomer: no summary",
		},
		{"operations list status codes", operationStatuses, []string{forbidden, ""}, "deleteCustomer: no 403"},
		{"responses have a description", responseTexts, []string{"The customer.", "''"}, "getCustomer 200: no description"},
		{"bodies have an example", bodyExamples, []string{example, ""}, "createCustomer request: no example"},
		{"bodies are JSON", bodyTypes, []string{"application/json", "text/json"}, "createCustomer request: text/json"},
		{
			"schemas have a description", schemaTexts,
			[]string{"description: A name for people to read.", "x-was: y"},
			"/components/schemas/Account/properties/name: no description",
		},
		{
			"schemas have an example", schemaTexts,
			[]string{"example: Main account", "x-was: y"},
			"/components/schemas/Account/properties/name: no example",
		},
		{"headers have an example", parameterTexts, []string{"example: '30'", "x-was: y"}, "RetryAfter: no example"},
		{
			"extensions are known", extensions,
			[]string{"x-sensitive: true\n          example: Main account", "x-sensitve: true\n          example: Main account"},
			"/components/schemas/Account/properties/name: unknown extension x-sensitve",
		},
		{
			"x-sensitive is true or absent", extensions,
			[]string{"x-sensitive: true\n          example: Main account", "x-sensitive: yes, very\n          example: Main account"},
			"/components/schemas/Account/properties/name: x-sensitive is yes, very",
		},
		{
			"only strings are sensitive", extensions,
			[]string{"    Account:\n      type: object\n", "    Account:\n      type: object\n      x-sensitive: true\n"},
			"/components/schemas/Account: x-sensitive on a schema that is not a string",
		},
		{
			"no schema is called Error", names,
			[]string{"    AddressList:", "    Error:", "schemas/AddressList'", "schemas/Error'"},
			"a schema is called Error",
		},
		{"titles are names", titles, []string{"title: ErrorDetail", "title: Fault"}, "ErrorDetail: title Fault"},
		{"the title has no punctuation", titles, []string{"Manager customers", "Manager, customers"}, "info.title LedgerLink Account Manager, customers"},
		{
			"alternatives are sorted", sortedAlternatives,
			[]string{"FlatErrorBody", "ZeroErrorBody"},
			"ErrorBody: alternatives that are not sorted",
		},
		{
			"no format except date-time", formats,
			[]string{"description: The customer's identifier, an", "format: uuid\n          description: The customer's identifier, an"},
			"/components/schemas/Customer/properties/id: format uuid",
		},
		{
			"responses are described in one sentence", responseTexts,
			[]string{"The customer does not exist.", "The customer does not exist. Or it was deleted."},
			"getCustomer 404: more than one sentence",
		},
		{"no ranges of status codes", statusRanges, []string{"'204':", "2XX:"}, "deleteCustomer: 2XX"},
		{
			"names are unique", names,
			[]string{"    NotFound:", "    Account:", "responses/NotFound'", "responses/Account'"},
			"Account is a schema and a response",
		},
	}
	contributing, err := os.ReadFile("../../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(string(contributing), "| "+test.name+" | ") {
				t.Errorf("the rules for the spec in CONTRIBUTING.md have no row %q", test.name)
			}
			text := string(api.OpenAPI)
			if violations := test.rule(parse(t, text)); len(violations) > 0 {
				t.Errorf("the document violates the rule %q of CONTRIBUTING.md%s:\n%s",
					test.name, brokenTools(contributing, test.name), strings.Join(violations, "\n"))
			}
			edited := strings.NewReplacer(test.edit...).Replace(text)
			if violations := test.rule(parse(t, edited)); !slices.Contains(violations, test.want) {
				t.Errorf("in the edited document the rule reports %q, want %q among them", violations, test.want)
			}
		})
	}
}

// brokenTools returns which tools fail without a rule, from its row in the rules of CONTRIBUTING.md.
func brokenTools(contributing []byte, rule string) string {
	_, row, found := strings.Cut(string(contributing), "| "+rule+" | ")
	reason, _, _ := strings.Cut(row, " |")
	if !found {
		return ""
	}
	return " (" + reason + ")"
}

// parse loads a document without validating it, so that rules can be tested on invalid documents.
func parse(t *testing.T, text string) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return doc
}

// TestPlainVariant checks that the variant has the operations of the document, and neither a union nor a default response.
func TestPlainVariant(t *testing.T) {
	t.Parallel()
	full, plain := parse(t, string(api.OpenAPI)), parse(t, string(api.OpenAPIPlain))
	if err := plain.Validate(t.Context()); err != nil {
		t.Error(err)
	}
	all := operations(full)
	for id, operation := range operations(plain) {
		if all[id] == nil {
			t.Errorf("operation %s is only in the variant", id)
		}
		delete(all, id)
		if operation.Responses.Default() != nil {
			t.Errorf("%s has a default response", id)
		}
	}
	if len(all) > 0 {
		t.Errorf("the variant lacks %d operations", len(all))
	}
	_ = plain.WalkSchemas(func(pointer string, schema *openapi3.SchemaRef) error {
		if len(schema.Value.OneOf) > 0 {
			t.Errorf("%s is a union", pointer)
		}
		return nil
	})
}
