package contract

import (
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/ledgerlink/link-sdk-go/api"
)

// TestSpecKeepsTheRules holds the document against the rules of specrules_test.go, and each rule against a document
// that was edited to break it.
func TestSpecKeepsTheRules(t *testing.T) {
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
		want string   // what the rule must say of the edited document
	}{
		{"version", version, []string{"openapi: 3.0.3", "openapi: 3.0.0"}, "version 3.0.0"},
		{"semantic version", release, []string{"version: 0.1.0", "version: '0.1'"}, "info.version 0.1"},
		{
			"enums stand in requests only", requestEnums,
			[]string{"description: Whether that", "enum: [active]\n          description: Whether that"},
			"/components/responses/createCustomer 201/content/application~1json/schema/properties/accounts/items" +
				"/properties/customer/properties/status: an enum",
		},
		{"servers", servers, []string{"//sandbox-api.", "//staging."}, "server https://staging.ledgerlink.ai"},
		{"security scheme", security, []string{"name: X-API-KEY", "name: X-Key"}, "apiKey is apiKey X-Key in header"},
		{"security for all", security, []string{"security:\n  - apiKey: []\n", ""}, "no security"},
		{"six operations", operationIDs, []string{"getCustomer", "fetchCustomer"}, "fetchCustomer"},
		{
			"operations say what they do", operationTexts,
			[]string{"summary: Get a customer", "summary: ''"},
			"getCustomer: no summary",
		},
		{"operations list statuses", operationStatuses, []string{forbidden, ""}, "deleteCustomer: no 403"},
		{"responses say what they are", responseTexts, []string{"The customer.", "''"}, "getCustomer 200: no description"},
		{"bodies have an example", bodyExamples, []string{example, ""}, "createCustomer request: no example"},
		{"bodies are JSON", bodyTypes, []string{"application/json", "text/json"}, "createCustomer request: text/json"},
		{
			"schemas say what they are", schemaTexts,
			[]string{"description: A name for people to read. *Inferred*.", "x-was: y"},
			"/components/schemas/Account/properties/name: no description",
		},
		{
			"schemas have an example", schemaTexts,
			[]string{"example: Main account", "x-was: y"},
			"/components/schemas/Account/properties/name: no example",
		},
		{"headers have an example", parameterTexts, []string{"example: '30'", "x-was: y"}, "RetryAfter: no example"},
		{
			"marks are spelled right", marks,
			[]string{"x-sensitive: true\n          example: Main account", "x-sensitve: true\n          example: Main account"},
			"/components/schemas/Account/properties/name: x-sensitve is no mark",
		},
		{
			"sensitive is true or absent", marks,
			[]string{"x-sensitive: true\n          example: Main account", "x-sensitive: yes, very\n          example: Main account"},
			"/components/schemas/Account/properties/name: x-sensitive is yes, very",
		},
		{
			"only texts are sensitive", marks,
			[]string{"    Account:\n      type: object\n", "    Account:\n      type: object\n      x-sensitive: true\n"},
			"/components/schemas/Account: x-sensitive on what is no text",
		},
		{
			"no schema is called Error", names,
			[]string{"    AddressList:", "    Error:", "schemas/AddressList'", "schemas/Error'"},
			"a schema is called Error",
		},
		{
			"names are unique", names,
			[]string{"    NotFound:", "    Account:", "responses/NotFound'", "responses/Account'"},
			"Account is a schema and a response",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text := string(api.OpenAPI)
			if broken := test.rule(parsed(t, text)); len(broken) > 0 {
				t.Errorf("the document breaks the rule:\n%s", strings.Join(broken, "\n"))
			}
			edited := strings.NewReplacer(test.edit...).Replace(text)
			if broken := test.rule(parsed(t, edited)); !slices.Contains(broken, test.want) {
				t.Errorf("of the edited document the rule says %q, want %q among it", broken, test.want)
			}
		})
	}
}

// parsed loads a document without validating it, so that rules can be tried on broken ones.
func parsed(t *testing.T, text string) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return doc
}
