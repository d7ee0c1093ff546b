package spectest

import (
	"strings"
	"testing"
)

// TestSpecDiff combines changes with versions: below 1.0.0, the minor number announces a breaking change.
func TestSpecDiff(t *testing.T) {
	t.Parallel()
	const (
		breaks      = "the response property `participantId` became optional"
		adds        = "    no breaking change\n"
		raised      = "info.version was raised"
		notRaised   = "info.version was not raised"
		notReleased = "version: 0.1.0 is not released, so the change needs no other"
	)
	breaking := []string{
		"required: [id, externalId, status, participantId,", "required: [id, externalId, status,", // becomes optional
	}
	compatible := []string{"enum: [active, inactive]", "enum: [active, inactive, suspended]"}
	text := []string{"summary: Get a customer", "summary: Fetch a customer"}
	tests := []struct {
		name          string
		released, now string // versions
		edit          []string
		fails         bool
		want          []string // in this order
	}{
		{"nothing changed", "0.1.0", "0.1.0", nil, false, []string{adds}},
		{"text, version unchanged", "0.1.0", "0.1.0", text, false, []string{adds}},
		{"compatible, version unchanged", "0.1.0", "0.1.0", compatible, false, []string{"`suspended`", adds, "at least 0.2.0; info.version is 0.1.0"}},
		{"breaking, version unchanged", "0.1.0", "0.1.0", breaking, true, []string{breaks, "at least 0.2.0", notRaised + ": set it to 0.2.0"}},
		{"breaking, patch raised", "0.1.0", "0.1.1", breaking, true, []string{breaks, notRaised}},
		{"breaking, minor raised below 1.0.0", "0.1.0", "0.2.0", breaking, false, []string{breaks, raised}},
		{"breaking, minor raised", "1.1.0", "1.2.0", breaking, true, []string{breaks, notRaised + ": set it to 2.0.0"}},
		{"breaking, major raised", "1.1.0", "2.0.0", breaking, false, []string{breaks, raised}},
		{"breaking, version lowered", "1.1.0", "1.0.0", breaking, true, []string{breaks, notRaised}},
		{"breaking, not released", "0.1.0 unreleased", "0.1.0", breaking, false, []string{breaks, "breaking change", notReleased}},
		{"compatible, not released", "0.1.0 unreleased", "0.1.0", compatible, false, []string{adds, notReleased}},
	}
	p := newProject(t)
	original := p.read(spec)
	for _, test := range tests {
		p.write(spec, original)
		p.setVersion(strings.TrimSuffix(test.released, " unreleased"))
		p.write("tools/baseline/openapi.yaml", p.read(spec))
		p.write("tools/baseline/version", test.released+"\n")
		p.setVersion(test.now)
		p.replace(spec, test.edit...)
		r := p.make("spec-diff")
		checkRun(t, test.name+": make spec-diff", r, test.fails, test.want...)
		checkOrder(t, test.name, r.out, test.want)
	}
}

// TestDiff_ShallowClone checks that both diffs work without a tag and without history, and with a ref.
func TestDiff_ShallowClone(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	clone := project{t, t.TempDir()}
	clone.run("git", "clone", "--quiet", "--depth=1", "file://"+p.dir, clone.dir)
	for _, target := range []string{"spec-diff", "api-diff"} {
		checkRun(t, "make "+target, clone.make(target), false, "since "+strings.TrimSpace(clone.read("tools/baseline/version")))
		checkRun(t, "make "+target+" BASE=HEAD", clone.make(target, "BASE=HEAD"), false, "since HEAD")
	}
	checkRun(t, "with an unknown ref: make spec-diff", clone.make("spec-diff", "BASE=v9.9.9"), true, "v9.9.9 has no "+spec)
}

// TestAPIDiff adds a constant to package customers and renames another one, before and after a release.
func TestAPIDiff(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.setVersion("0.1.0")
	p.release()
	const file, comment = "customers/types.go", "\n// The documented values.\n"
	p.replace(file, comment, "\n// StatusNew is new.\nconst StatusNew Status = \"new\"\n"+comment)
	checkRun(t, "constant added", p.make("api-diff"), false,
		"+ customers: const StatusNew Status = \"new\"", "nothing breaks an importer", "at least 0.2.0")
	p.replace(file, "\tStatusInactive ", "\tStatusOff ")
	want := []string{
		"- customers: const StatusInactive", "+ customers: const StatusOff", "breaks importers", "version: the change needs at least 0.2.0",
		"to adapt, in an entry with **Breaking**",
	}
	r := p.make("api-diff")
	checkRun(t, "constant renamed", r, true, want...)
	checkOrder(t, "constant renamed", r.out, want)
	p.setVersion("0.2.0")
	checkRun(t, "constant renamed: make baseline", p.make("baseline", "VERSION=v0.2.0"), true, want[4])
	if released := p.read("tools/baseline/version"); released != "0.1.0\n" {
		t.Errorf("the baseline is %q after a failure", released)
	}
	p.setVersion("0.1.0")
	p.write("tools/baseline/version", "0.1.0 unreleased\n")
	checkRun(t, "constant renamed before the first release", p.make("api-diff"), false, want[0], "0.1.0 is not released")

	p.write("tools/baseline/version", "0.1.0\n")
	p.replace("CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n- **Breaking**: StatusInactive is StatusOff.\n")
	checkRun(t, "constant renamed, in the changelog", p.make("api-diff"), false, "CHANGELOG.md lists a breaking change")
	p.replace("CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n## [0.1.0] - 2026-01-01\n")
	checkRun(t, "constant renamed, in the changelog of the release", p.make("api-diff"), true, want[4])
	p.replace("tools/baseline/openapi.yaml", "\n  version: 0.1.0\n", "\n  version: 1.0.0\n")
	p.write("tools/baseline/version", "1.0.0\n")
	checkRun(t, "constant renamed after v1", p.make("api-diff"), true, "v1 promises that nothing does")
}

// checkOrder checks that the texts are in the output in this order.
func checkOrder(t *testing.T, name, out string, texts []string) {
	t.Helper()
	rest := out
	for _, text := range texts {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Errorf("%s: %q is not after the texts before it in %q:\n%s", name, text, texts, out)
			return
		}
		rest = after
	}
}
