package spectest

import (
	"regexp"
	"strings"
	"testing"
)

// TestSpecChange_InvalidDocument checks that nothing is generated from an invalid document, and what is still open.
func TestSpecChange_InvalidDocument(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.replace(spec, "schemas/CustomerList'", "schemas/Nothing'")
	r := p.make("spec-change")
	checkRun(t, "make spec-change", r, true)
	p.checkSections(r.out, map[string][]string{
		"lint":       {"$ref #/components/schemas/Nothing cannot be resolved"},
		"still open": {"fix api/openapi.yaml; no code was generated", `the step "diff" has not run`, `the step "test" has not run`},
	})
}

// checkSections checks that the output of make spec-change has exactly these sections, and each of them these texts.
func (p project) checkSections(out string, want map[string][]string) {
	p.t.Helper()
	outputs := sections(out)
	for name, texts := range want {
		output, reached := outputs[name]
		if !reached {
			p.t.Errorf("there is no step %s in\n%s", name, out)
		}
		for _, text := range texts {
			if !strings.Contains(output, text) {
				p.t.Errorf("step %s prints\n%s\nwant %q", name, output, text)
			}
		}
	}
	for name := range outputs {
		if _, expected := want[name]; !expected {
			p.t.Errorf("step %s was reached:\n%s", name, out)
		}
	}
}

// sections splits the output of make spec-change by its headings.
func sections(out string) map[string]string {
	headings := regexp.MustCompile(`(?m)^(?:\d/6 ([A-Za-z ]+)|(still open))\n`).FindAllStringSubmatchIndex(out, -1)
	outputs := make(map[string]string)
	for i, heading := range headings {
		end := len(out)
		if i+1 < len(headings) {
			end = headings[i+1][0]
		}
		name := heading[2:4]
		if name[0] < 0 {
			name = heading[4:6]
		}
		outputs[out[name[0]:name[1]]] = out[heading[1]:end]
	}
	return outputs
}
