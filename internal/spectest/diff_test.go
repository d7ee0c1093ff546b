package spectest

import "testing"

const (
	version   = "\n  version: 0.1.0\n"
	raised    = "breaking change, and info.version was raised"
	notRaised = "info.version was not raised"
)

// TestSpecDiff combines changes with versions: below 1.0.0, the minor number announces a breaking change.
func TestSpecDiff(t *testing.T) {
	t.Parallel()
	breaking := []string{
		"required: [id, externalId, status, participantId,", "required: [id, externalId, status,", // becomes optional
	}
	compatible := []string{"summary: Get a customer", "summary: Fetch a customer"}
	tests := []struct {
		name      string
		base, now string // versions
		edit      []string
		fails     bool
		want      string
	}{
		{"nothing changed", "0.1.0", "0.1.0", nil, false, diffCompatible},
		{"compatible, version unchanged", "0.1.0", "0.1.0", compatible, false, diffCompatible},
		{"breaking, version unchanged", "0.1.0", "0.1.0", breaking, true, notRaised},
		{"breaking, patch raised", "0.1.0", "0.1.1", breaking, true, notRaised},
		{"breaking, minor raised below 1.0.0", "0.1.0", "0.2.0", breaking, false, raised},
		{"breaking, minor raised", "1.1.0", "1.2.0", breaking, true, notRaised},
		{"breaking, major raised", "1.1.0", "2.0.0", breaking, false, raised},
		{"breaking, version lowered", "1.1.0", "1.0.0", breaking, true, notRaised},
	}
	p := newProject(t)
	original := p.read(spec)
	for _, test := range tests {
		p.write(spec, original)
		p.replace(spec, version, "\n  version: "+test.base+"\n")
		p.commit()
		p.replace(spec, "\n  version: "+test.base+"\n", "\n  version: "+test.now+"\n")
		p.replace(spec, test.edit...)
		checkRun(t, test.name+": make spec-diff", p.make("spec-diff", "BASE=HEAD"), test.fails, test.want)
	}
}

// TestDiff_DefaultBase checks that both diffs compare with the last release tag and skip if there is none.
func TestDiff_DefaultBase(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	targets := []string{"spec-diff", "api-diff"}
	for _, target := range targets {
		checkRun(t, "without a tag: make "+target, p.make(target), false, "skipped: there is no release tag")
	}
	p.git("tag", "v0.1.0")
	for _, target := range targets {
		checkRun(t, "with a tag: make "+target, p.make(target), false, "since v0.1.0")
	}
	checkRun(t, "with an unknown tag: make spec-diff", p.make("spec-diff", "BASE=v9.9.9"), true, "v9.9.9 has no "+spec)
}

// TestAPIDiff adds a constant to package customers and renames another one.
func TestAPIDiff(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.git("tag", "v0.1.0")
	const file, comment = "customers/types.go", "\n// The documented values.\n"
	p.replace(file, comment, "\n// StatusNew is new.\nconst StatusNew Status = \"new\"\n"+comment)
	checkRun(t, "constant added", p.make("api-diff"), false, "StatusNew: added")
	p.replace(file, "\tStatusInactive ", "\tStatusOff ")
	checkRun(t, "constant removed", p.make("api-diff"), true,
		"StatusInactive: removed", "to adapt, in an entry with **Breaking**")
	p.replace("CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n- **Breaking**: StatusInactive is StatusOff.\n")
	checkRun(t, "constant removed, in the changelog", p.make("api-diff"), false,
		"importers break, and CHANGELOG.md says so")
	p.git("tag", "--delete", "v0.1.0")
	p.git("tag", "v1.0.0")
	checkRun(t, "constant removed after v1", p.make("api-diff"), true, "v1 promises that nothing does")
}
