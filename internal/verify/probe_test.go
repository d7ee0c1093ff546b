package verify

import (
	"slices"
	"testing"

	"github.com/ledgerlink/link-sdk-go/api"
	"github.com/ledgerlink/link-sdk-go/internal/provenance"
)

// TestProbes_CoverMarks checks that each statement of the spec that is inferred has a probe, or a reason why it has
// none.
func TestProbes_CoverMarks(t *testing.T) {
	t.Parallel()
	marks, err := provenance.Marks(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	unchecked := notChecked()
	for _, mark := range marks {
		part := partOf(mark)
		hasProbe := slices.ContainsFunc(probes(), func(p probe) bool { return slices.Contains(p.parts, part) })
		_, hasReason := unchecked[part]
		if mark.Source == provenance.Inferred && hasProbe == hasReason {
			t.Errorf("%s: has a probe: %t, has a reason to have none: %t; want one of them", part, hasProbe, hasReason)
		}
		delete(unchecked, part)
	}
	for part := range unchecked {
		t.Errorf("%s is no mark of the spec", part)
	}
}

func TestProbes_Unique(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, p := range probes() {
		if names[p.name] {
			t.Errorf("two probes are called %q", p.name)
		}
		names[p.name] = true
		if p.expected == "" {
			t.Errorf("%s has no expectation", p.name)
		}
	}
}

// TestProbes_NothingSeen checks that no probe judges, or fails, without an exchange.
func TestProbes_NothingSeen(t *testing.T) {
	t.Parallel()
	s, err := newSession(Config{BaseURL: "http://127.0.0.1:1", APIKey: testKey})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range probes() {
		if found := p.judge(s); found.verdict != NotSeen || found.seen == "" {
			t.Errorf("%s: %+v, want not seen with a reason", p.name, found)
		}
	}
}
