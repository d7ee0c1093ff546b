package spectest

import (
	"regexp"
	"strings"
	"testing"
)

// steps are the headings that make spec-change prints.
var steps = []string{"1/5 lint", "2/5 diff", "3/5 generate", "4/5 compile", "5/5 test", "done"}

const (
	lintClean      = "no problem found"
	diffCompatible = "no breaking change"
	diffBreaking   = "breaking change, but info.version was not raised"
	raise          = "to do: raise info.version"
	regenerated    = "regenerated: openapi/openapi.gen.go"
	commit         = "to do: commit the generated code"
	compiles       = "all packages compile"
	fixCompile     = "to do: fix the compile errors"
	adapt          = "to do: adapt facade, sandbox, customerstest and their tests"
)

// TestSpecChange_ReportsWhatToDo makes one change of each kind and checks that every step reports its result and what
// to do.
func TestSpecChange_ReportsWhatToDo(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		edit []string            // pairs of old and new text
		want map[string][]string // output of each step that must be reached
	}{
		{
			"optional field added",
			[]string{
				"        accounts:\n          type: array\n",
				"        nickname:\n          type: string\n          description: A name.\n          example: Ann\n" +
					"        accounts:\n          type: array\n",
			},
			map[string][]string{
				"1/5 lint":     {lintClean},
				"2/5 diff":     {"added the optional property `nickname` to the response", diffCompatible},
				"3/5 generate": {regenerated, commit},
				"4/5 compile":  {compiles},
				"5/5 test":     {"--- FAIL: TestConvertCoversEveryField", "convert_test.go:", adapt},
			},
		},
		{
			"status value added",
			[]string{"enum: [active, inactive]", "enum: [active, inactive, suspended]"},
			map[string][]string{
				"1/5 lint":     {lintClean},
				"2/5 diff":     {"added the new `suspended` enum value to the request property `status`", diffCompatible},
				"3/5 generate": {regenerated, commit},
				"4/5 compile":  {compiles},
				"5/5 test":     {"--- FAIL: TestEveryStatusHasAConstant", "types_test.go:", adapt},
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
				"1/5 lint":     {lintClean},
				"2/5 diff":     {"added the new required request property `region`", diffBreaking, raise},
				"3/5 generate": {regenerated, commit},
				"4/5 compile":  {compiles},
				"5/5 test":     {"--- FAIL: TestParamsCoverEveryField", "openapi.CreateCustomerRequest.Region is not set", adapt},
			},
		},
		{
			"field removed",
			[]string{
				"status, participantId, accounts", "status, accounts",
				"        participantId:\n          type: string\n" +
					"          description: The participant that the customer belongs to.\n" +
					"          example: participant-123\n", "",
				"\n        participantId: participant-123", "",
				"\n          participantId: participant-123", "",
			},
			map[string][]string{
				"1/5 lint":     {lintClean},
				"2/5 diff":     {"removed the required property `participantId` from the response", diffBreaking, raise},
				"3/5 generate": {regenerated, commit},
				"4/5 compile":  {"customers/convert.go:", "w.ParticipantID undefined", fixCompile},
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			p.replace(spec, test.edit...)
			r := p.make("spec-change", "BASE=HEAD", "PKGS=./customers")
			if r.status == 0 {
				t.Error("make spec-change exits with status 0 although there is work to do")
			}
			outputs := sections(r.out)
			for _, step := range steps {
				if _, reached := outputs[step]; reached != (len(test.want[step]) > 0) {
					t.Errorf("step %s reached: %t", step, reached)
				}
				for _, want := range test.want[step] {
					if !strings.Contains(outputs[step], want) {
						t.Errorf("step %s prints\n%s\nwant %q", step, outputs[step], want)
					}
				}
			}
		})
	}
}

// TestSpecChange_NothingToDo makes a change after which only the changelog is to be edited.
func TestSpecChange_NothingToDo(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.replace(spec, "summary: Get a customer", "summary: Fetch a customer")
	r := p.make("spec-change", "BASE=HEAD", "PKGS=./customers/...")
	checkRun(t, "make spec-change", r, false)
	outputs := sections(r.out)
	for step, want := range map[string]string{"5/5 test": "all tests pass", "done": "a line to CHANGELOG.md"} {
		if !strings.Contains(outputs[step], want) {
			t.Errorf("step %s prints\n%s\nwant %q", step, outputs[step], want)
		}
	}
}

// sections splits the output of make spec-change by its headings.
func sections(out string) map[string]string {
	headings := regexp.MustCompile(`(?m)^(\d/5 [a-z]+|done)\n`).FindAllStringSubmatchIndex(out, -1)
	outputs := make(map[string]string)
	for i, heading := range headings {
		end := len(out)
		if i+1 < len(headings) {
			end = headings[i+1][0]
		}
		outputs[out[heading[2]:heading[3]]] = out[heading[1]:end]
	}
	return outputs
}
