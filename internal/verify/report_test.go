package verify

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/api"
	"github.com/ledgerlink/link-sdk-go/internal/provenance"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

func TestReport_Text(t *testing.T) {
	t.Parallel()
	s := newService(t, sandbox.Config{Profiles: []string{"envelope"}}, replaced(`\.[0-9]{3}Z`, ".123456789Z"))
	text := s.run(t).Text()
	for line := range strings.Lines(text) {
		if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > width || strings.HasSuffix(line, " \n") {
			t.Errorf("a line has %d columns, or ends with a space: %q", n, line)
		}
	}
	for _, want := range []string{
		"shape of errors differs: envelope\n  means   nothing: the client reads it",
		"  source  schemas FlatErrorBody; schemas ErrorBody; schemas NestedErrorBody; schemas ErrorInfo\n" +
			"          (inferred)\n",
		"form of times                 RFC 3339, UTC, milliseconds   RFC 3339, UTC, nanoseconds     differs\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the text does not contain %q:\n%s", want, text)
		}
	}
}

// TestReport_Markdown checks that the first table has the marks of the spec, and that they can be parsed again.
func TestReport_Markdown(t *testing.T) {
	t.Parallel()
	s := newService(t, sandbox.Config{Profiles: []string{"envelope"}}, status("POST", 201, 200))
	report := s.run(t)
	report.Date = time.Date(2026, time.December, 24, 1, 2, 3, 0, time.UTC)
	table, others, _ := strings.Cut(report.Markdown(), "\n\n")
	marks, err := provenance.Marks(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	before := strings.Split(strings.TrimSuffix(provenance.Table(marks), "\n"), "\n")
	after := strings.Split(table, "\n")
	if len(before) != len(after) {
		t.Fatalf("the table has %d lines, want %d:\n%s", len(after), len(before), table)
	}
	for part, want := range map[string]string{
		"servers 1":                     "inferred",
		"/customers post responses 200": "observed 2026-12-24",
		"/customers post responses 201": "inferred",
		"securitySchemes apiKey, name":  "observed 2026-12-24",
		"schemas NestedErrorBody":       "observed 2026-12-24",
		"schemas FlatErrorBody":         "inferred",
		"headers RetryAfter":            "inferred",
		"responses NotFound":            "observed 2026-12-24",
	} {
		if !strings.Contains(table, "| "+part+" | "+want+" |") {
			t.Errorf("%s is not %s:\n%s", part, want, table)
		}
	}
	if want := "from a service that does not use 201. |"; !strings.Contains(table, want) {
		t.Errorf("the table does not contain %q:\n%s", want, table)
	}
	if want := "**Differs: 200.** |"; !strings.Contains(table, want) {
		t.Errorf("the table does not contain %q:\n%s", want, table)
	}
	if want := "| second delete | 404 | 404 | holds |"; !strings.Contains(others, want) {
		t.Errorf("the second table does not contain %q:\n%s", want, others)
	}
}

func TestReport_ExitStatus(t *testing.T) {
	t.Parallel()
	held, unseen := Row{Verdict: Holds}, Row{Verdict: NotSeen}
	differing := func(provenance string) Row { return Row{Verdict: Differs, Provenance: provenance} }
	tests := []struct {
		name   string
		report Report
		want   int
	}{
		{"holds", Report{Rows: []Row{held, unseen}}, 0},
		{"documented promise differs", Report{Rows: []Row{held, differing("documented")}, Problem: "interrupted"}, 1},
		{"observed promise differs", Report{Rows: []Row{held, differing("observed 2026-11-29")}}, 1},
		{"guesses differ", Report{Rows: []Row{held, differing("inferred"), differing("assumed")}}, 0},
		{"nothing seen", Report{Rows: []Row{unseen}}, 2},
		{"ended early", Report{Rows: []Row{held}, Problem: "interrupted"}, 2},
		{"not deleted", Report{Rows: []Row{held}, Left: []string{"x"}}, 2},
	}
	for _, test := range tests {
		if got := test.report.ExitStatus(); got != test.want {
			t.Errorf("%s: exit status = %d, want %d", test.name, got, test.want)
		}
	}
}

func TestReport_Changes(t *testing.T) {
	t.Parallel()
	row := func(verdict Verdict, seen string, byChance bool) Row {
		return Row{Promise: "p", Verdict: verdict, Seen: seen, ByChance: byChance}
	}
	tests := []struct {
		name     string
		old, now Row
		partial  bool
		want     []string
	}{
		{"same", row(Holds, "201", false), row(Holds, "201", false), false, []string{}},
		{"verdict", row(Holds, "201", false), row(Differs, "200", false), false, []string{"p: was holds (201), is differs (200)"}},
		{"seen", row(Holds, "seconds", false), row(Holds, "an HTTP date", false), false, []string{"p: was holds (seconds), is holds (an HTTP date)"}},
		{"other reason", row(NotSeen, "a", false), row(NotSeen, "b", false), false, []string{}},
		{"gone", row(Holds, "a", false), row(NotSeen, "no such header", false), false, []string{"p: was holds (a), is not seen (no such header)"}},
		{"gone by chance", row(Holds, "a", true), row(NotSeen, "b", true), false, []string{}},
		{"by chance", row(Holds, "a", true), row(Differs, "b", true), false, []string{"p: was holds (a), is differs (b)"}},
		{"only with -write", row(Holds, "a", false), row(NotSeen, "b", false), true, []string{}},
	}
	for _, test := range tests {
		now, old := Report{Rows: []Row{test.now}}, Report{Rows: []Row{test.old, {Promise: "removed"}}, Write: test.partial}
		if diff := cmp.Diff(test.want, now.Changes(&old)); diff != "" {
			t.Errorf("%s: changes (-want +got):\n%s", test.name, diff)
		}
	}
}

// TestReadReport checks that two runs against the same service have no changes, and that a deviation is one.
func TestReadReport(t *testing.T) {
	t.Parallel()
	s := newService(t, sandbox.Config{}, nil)
	text, err := s.run(t).JSON()
	if err != nil {
		t.Fatal(err)
	}
	old, err := ReadReport(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if changes := s.run(t).Changes(old); len(changes) > 0 {
		t.Errorf("changes = %q, want none", changes)
	}
	changed := newService(t, sandbox.Config{}, status("DELETE", 204, 200)).run(t)
	want := []string{"response of a delete: was holds (204 without a body), is differs (200 without a body)"}
	if diff := cmp.Diff(want, changed.Changes(old)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	for _, invalid := range []string{"", "{}", "[]", "<html>", strings.Repeat(" ", 2*maxReportBytes) + text} {
		if _, err := ReadReport(strings.NewReader(invalid)); err == nil {
			t.Errorf("no error for %.20q", invalid)
		}
	}
}
