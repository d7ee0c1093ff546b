package spectest

import (
	"regexp"
	"strings"
	"testing"
)

// steps are the headings of make spec-change.
var steps = []string{"1/5 lint", "2/5 diff", "3/5 generate", "4/5 compile", "5/5 test", "done"}

const (
	clean     = "the document is clean"
	harmless  = "nothing breaks a client"
	unsaid    = "this breaks clients, and info.version does not say so"
	rewritten = "written anew: openapi/openapi.gen.go"
	compiles  = "everything compiles"
	broken    = "to do: change facade, sandbox, customerstest and their tests"
	raise     = "to do: raise info.version"
)

// TestSpecChange makes one change of each kind to a copy of the project, and demands of every step that it says what is
// the case, and what to do.
func TestSpecChange(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		edit []string            // pairs of old and new text
		want map[string][]string // what each step says; a step that is not listed is not reached
	}{
		{
			"optional field added",
			[]string{
				"        accounts:\n          type: array\n",
				"        nickname:\n          type: string\n          description: A name.\n          example: Ann\n" +
					"        accounts:\n          type: array\n",
			},
			map[string][]string{
				"1/5 lint":     {clean},
				"2/5 diff":     {"added the optional property `nickname` to the response", harmless},
				"3/5 generate": {rewritten, "to do: commit it"},
				"4/5 compile":  {compiles},
				"5/5 test":     {"--- FAIL: TestConvertCoversEveryField", "convert_test.go:", broken},
			},
		},
		{
			"status value added",
			[]string{"enum: [active, inactive]", "enum: [active, inactive, suspended]"},
			map[string][]string{
				"1/5 lint":     {clean},
				"2/5 diff":     {"added the new `suspended` enum value to the request property `status`", harmless},
				"3/5 generate": {rewritten, "to do: commit it"},
				"4/5 compile":  {compiles},
				"5/5 test":     {"--- FAIL: TestEveryStatusHasAConstant", "status_test.go:", broken},
			},
		},
		{
			"required request field added",
			[]string{
				"required: [externalId, status]\n      properties:\n",
				"required: [externalId, status, region]\n      properties:\n" +
					"        region:\n          type: string\n          description: Where.\n          example: eu\n",
				"        externalId: customer-ext-001\n        status: active\n    UpdateCustomerRequest:",
				"        externalId: customer-ext-001\n        status: active\n        region: eu\n    UpdateCustomerRequest:",
				"        externalId: customer-ext-001\n        status: active\n    UpdateRequest:",
				"        externalId: customer-ext-001\n        status: active\n        region: eu\n    UpdateRequest:",
			},
			map[string][]string{
				"1/5 lint":     {clean},
				"2/5 diff":     {"added the new required request property `region`", unsaid, raise},
				"3/5 generate": {rewritten, "to do: commit it"},
				"4/5 compile":  {compiles},
				"5/5 test":     {"--- FAIL: TestParamsCoverEveryField", "openapi.CreateCustomerRequest.Region is not set", broken},
			},
		},
		{
			"field removed",
			[]string{
				"status, participantId, accounts", "status, accounts",
				"        participantId:\n          type: string\n          description: The participant that the customer belongs to.\n" +
					"          example: participant-123\n", "",
				"\n        participantId: participant-123", "",
				"\n          participantId: participant-123", "",
			},
			map[string][]string{
				"1/5 lint":     {clean},
				"2/5 diff":     {"removed the required property `participantId` from the response", unsaid, raise},
				"3/5 generate": {rewritten, "to do: commit it"},
				"4/5 compile":  {"customers/convert.go:", "w.ParticipantID undefined", "to do: follow the compiler"},
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			p.replace(spec, test.edit...)
			out, status := p.make("spec-change", "BASE=HEAD", "PKGS=./customers")
			if status == 0 {
				t.Error("make spec-change ends with 0 although there is something to do")
			}
			said := sections(out)
			for _, step := range steps {
				if _, reached := said[step]; reached != (len(test.want[step]) > 0) {
					t.Errorf("step %s is reached: %t", step, reached)
				}
				for _, want := range test.want[step] {
					if !strings.Contains(said[step], want) {
						t.Errorf("step %s says\n%s\nwant %q", step, said[step], want)
					}
				}
			}
		})
	}
}

// TestSpecChangeToTheEnd is a change that leaves nothing to do but the changelog.
func TestSpecChangeToTheEnd(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.replace(spec, "summary: Get a customer", "summary: Fetch a customer")
	out, status := p.make("spec-change", "BASE=HEAD", "PKGS=./customers/...")
	said := sections(out)
	if status != 0 || !strings.Contains(said["5/5 test"], "the tests pass") || !strings.Contains(said["done"], "a line in CHANGELOG.md") {
		t.Errorf("make spec-change ends with %d and says\n%s", status, out)
	}
}

// sections splits what make spec-change says by its headings.
func sections(out string) map[string]string {
	headings := regexp.MustCompile(`(?m)^(\d/5 [a-z]+|done)\n`).FindAllStringSubmatchIndex(out, -1)
	said := make(map[string]string)
	for i, heading := range headings {
		end := len(out)
		if i+1 < len(headings) {
			end = headings[i+1][0]
		}
		said[out[heading[2]:heading[3]]] = out[heading[1]:end]
	}
	return said
}
