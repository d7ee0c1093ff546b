package spectest

import (
	"strings"
	"testing"
)

const version = "\n  version: 0.1.0\n"

// TestSpecDiff holds the gate against changes and versions: 0.y.z counts its minor number as the major one.
func TestSpecDiff(t *testing.T) {
	t.Parallel()
	breaking := []string{
		"required: [id, externalId, status, participantId,", "required: [id, externalId, status,", // may be absent now
	}
	harmless := []string{"summary: Get a customer", "summary: Fetch a customer"}
	tests := []struct {
		name      string
		base, now string // versions
		edit      []string
		fails     bool
		want      string
	}{
		{"nothing changed", "0.1.0", "0.1.0", nil, false, "nothing breaks a client"},
		{"harmless, version unchanged", "0.1.0", "0.1.0", harmless, false, "nothing breaks a client"},
		{"breaking, version unchanged", "0.1.0", "0.1.0", breaking, true, "info.version does not say so"},
		{"breaking, patch raised", "0.1.0", "0.1.1", breaking, true, "info.version does not say so"},
		{"breaking, minor raised below 1.0.0", "0.1.0", "0.2.0", breaking, false, "clients break, and info.version says so"},
		{"breaking, minor raised", "1.1.0", "1.2.0", breaking, true, "info.version does not say so"},
		{"breaking, major raised", "1.1.0", "2.0.0", breaking, false, "clients break, and info.version says so"},
		{"breaking, version lowered", "1.1.0", "1.0.0", breaking, true, "info.version does not say so"},
	}
	p := newProject(t)
	original := p.read(spec)
	for _, test := range tests {
		p.write(spec, original)
		p.replace(spec, version, "\n  version: "+test.base+"\n")
		p.commit()
		p.replace(spec, append([]string{"\n  version: " + test.base + "\n", "\n  version: " + test.now + "\n"}, test.edit...)...)
		out, status := p.make("spec-diff", "BASE=HEAD")
		if (status != 0) != test.fails || !strings.Contains(out, test.want) {
			t.Errorf("%s: make spec-diff ends with %d and says\n%s\nwant %q", test.name, status, out, test.want)
		}
	}
}

// TestGatesCompareWithTheLastRelease also demands that they say so when there is none.
func TestGatesCompareWithTheLastRelease(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	for _, gate := range []string{"spec-diff", "api-diff"} {
		if out, status := p.make(gate); status != 0 || !strings.Contains(out, "skipped: there is no release tag") {
			t.Errorf("without a tag make %s ends with %d and says\n%s", gate, status, out)
		}
	}
	p.git("tag", "v0.1.0")
	for _, gate := range []string{"spec-diff", "api-diff"} {
		if out, status := p.make(gate); status != 0 || !strings.Contains(out, "since v0.1.0") {
			t.Errorf("with a tag make %s ends with %d and says\n%s", gate, status, out)
		}
	}
	if out, status := p.make("spec-diff", "BASE=v9.9.9"); status == 0 || !strings.Contains(out, "v9.9.9 has no "+spec) {
		t.Errorf("with a tag that is not there make spec-diff ends with %d and says\n%s", status, out)
	}
}

// TestAPIDiff takes a constant out of package customers, and adds one.
func TestAPIDiff(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.git("tag", "v0.1.0")
	p.replace("customers/status.go", "\n// The documented values.\n", "\n// StatusNew is new.\nconst StatusNew Status = \"new\"\n\n// The documented values.\n")
	if out, status := p.make("api-diff"); status != 0 || !strings.Contains(out, "StatusNew: added") {
		t.Errorf("with a new constant make api-diff ends with %d and says\n%s", status, out)
	}
	p.replace("customers/status.go", "\tStatusInactive ", "\tStatusOff ")
	out, status := p.make("api-diff")
	if status == 0 || !strings.Contains(out, "StatusInactive: removed") || !strings.Contains(out, "to adapt, in an entry with **Breaking**") {
		t.Errorf("with a constant less make api-diff ends with %d and says\n%s", status, out)
	}
	p.replace("CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n- **Breaking**: StatusInactive is StatusOff.\n")
	if out, status := p.make("api-diff"); status != 0 || !strings.Contains(out, "importers break, and CHANGELOG.md says so") {
		t.Errorf("with an entry in the changelog make api-diff ends with %d and says\n%s", status, out)
	}
	p.git("tag", "--delete", "v0.1.0")
	p.git("tag", "v1.0.0")
	if out, status := p.make("api-diff"); status == 0 || !strings.Contains(out, "v1 promises that nothing does") {
		t.Errorf("after v1 make api-diff ends with %d and says\n%s", status, out)
	}
}
