package verify

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/api"
	"github.com/ledgerlink/link-sdk-go/internal/provenance"
	"github.com/ledgerlink/link-sdk-go/internal/transport"
)

// Row is the result of one probe.
type Row struct {
	Promise    string   `json:"promise"`
	Parts      []string `json:"parts,omitzero"`
	Provenance string   `json:"provenance"`
	Expected   string   `json:"expected"`
	Seen       string   `json:"seen"`
	Verdict    Verdict  `json:"verdict"`
	ByChance   bool     `json:"byChance,omitzero"`
	Means      string   `json:"means,omitzero"`
	Change     string   `json:"change,omitzero"`
	Confirmed  []string `json:"confirmed,omitzero"`
}

// source returns where the promise comes from.
func (row Row) source() string {
	if len(row.Parts) == 0 {
		return "package customers, not the spec (" + row.Provenance + ")"
	}
	return strings.Join(row.Parts, "; ") + " (" + row.Provenance + ")"
}

// Report is the result of a run. It contains no key, no value of a body, and of an identifier at most four characters.
type Report struct {
	Service  string    `json:"service"` // the origin
	Date     time.Time `json:"date"`
	Write    bool      `json:"write"`
	Requests int       `json:"requests"`
	Problem  string    `json:"problem,omitzero"` // why the run ended early
	Rows     []Row     `json:"rows"`
	Left     []string  `json:"left,omitzero"` // the customers that could not be deleted

	marks     []provenance.Mark
	exchanges []*exchange
}

// newReport judges the exchanges of a session.
func newReport(s *session, stopped error) (*Report, error) {
	marks, err := provenance.Marks(api.OpenAPI)
	if err != nil {
		return nil, err
	}
	r := &Report{
		Service: transport.OriginOf(s.base).String(), Date: time.Now().UTC().Truncate(time.Second), Write: s.cfg.Write,
		Requests: len(s.exchanges), Left: s.remaining(), marks: marks, exchanges: s.exchanges,
	}
	var stop *stopError
	if errors.As(stopped, &stop) {
		r.Problem = stop.reason
	}
	for _, p := range probes() {
		found := notSeen("nothing could be checked")
		if stop == nil || !stop.nothing {
			found = p.judge(s)
		}
		if found.verdict == Holds && found.confirmed == nil {
			found.confirmed = p.parts
		}
		r.Rows = append(r.Rows, Row{
			Promise: p.name, Parts: p.parts, Provenance: sourceOf(p.parts, marks), Expected: p.expected, Seen: found.seen,
			Verdict: found.verdict, ByChance: p.byChance, Means: found.means, Change: found.change, Confirmed: found.confirmed,
		})
	}
	return r, nil
}

// Exit statuses of the program.
const (
	ExitHolds = iota
	ExitDiffers
	ExitNotChecked // nothing, or not all that was requested, could be checked; also a mistake on the command line
	ExitChanged    // since the report of -compare
)

// ExitStatus returns the exit status of the program. A broken promise has priority over a run that ended early. A
// promise that was only inferred or assumed is a guess, not broken if it differs.
func (r *Report) ExitStatus() int {
	broken := func(row Row) bool {
		return row.Verdict == Differs && row.Provenance != string(provenance.Inferred) && row.Provenance != assumed
	}
	switch {
	case slices.ContainsFunc(r.Rows, broken):
		return ExitDiffers
	case r.Problem != "" || r.count(Holds) == 0 || len(r.Left) > 0:
		return ExitNotChecked
	}
	return ExitHolds
}

func (r *Report) count(verdict Verdict) int {
	n := 0
	for _, row := range r.Rows {
		if row.Verdict == verdict {
			n++
		}
	}
	return n
}

// JSON returns the report in the format that [ReadReport] reads.
func (r *Report) JSON() (string, error) {
	data, err := json.Marshal(r, jsontext.WithIndent("  "))
	return string(data) + "\n", err
}

// Text returns the report for a terminal with 100 columns.
func (r *Report) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, %s\n\n", r.Service, r.Date.Format(time.DateTime+" MST"), plural(r.Requests, "request"))
	if r.count(NotSeen) == len(r.Rows) {
		return "" // the problem says everything
	}
	columns := []int{28, 28, 29, 8}
	writeCells(&b, columns, "PROMISE", "EXPECTED", "SEEN", "VERDICT")
	for _, row := range r.Rows {
		writeCells(&b, columns, row.Promise, row.Expected, row.Seen, string(row.Verdict))
	}
	for _, row := range r.Rows {
		if row.Verdict == Differs {
			fmt.Fprintf(&b, "\n%s differs: %s\n", row.Promise, row.Seen)
			writeWrapped(&b, "  means   ", row.Means)
			writeWrapped(&b, "  change  ", row.Change)
			writeWrapped(&b, "  source  ", row.source())
		}
	}
	fmt.Fprintf(&b, "\n%d hold, %d differ, %d not seen\n", r.count(Holds), r.count(Differs), r.count(NotSeen))
	if len(r.Left) > 0 {
		b.WriteString("Not deleted:\n")
		for _, left := range r.Left {
			writeWrapped(&b, "  ", left)
		}
	}
	return b.String()
}

// Markdown returns the marks of the document with the provenance that the run has shown, in the form of the table in
// api/README.md, and the other promises.
func (r *Report) Markdown() string {
	var b strings.Builder
	b.WriteString("| part | provenance | description |\n|---|---|---|\n")
	for _, mark := range r.marks {
		source, note := r.observed(mark)
		fmt.Fprintf(&b, "| %s | %s | %s%s |\n", partOf(mark), source, mark.Description, note)
	}
	b.WriteString("\n| promise | expected | seen | verdict |\n|---|---|---|---|\n")
	for _, row := range r.Rows {
		if row.Provenance == string(provenance.Documented) || row.Provenance == assumed {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", row.Promise, row.Expected, row.Seen, row.Verdict)
		}
	}
	return b.String()
}

// observed returns the provenance of a mark after the run, and what differs.
func (r *Report) observed(mark provenance.Mark) (source, note string) {
	part := partOf(mark)
	confirmed := false
	for _, row := range r.Rows {
		if slices.Contains(row.Confirmed, part) {
			confirmed = true
		} else if row.Verdict == Differs && slices.Contains(row.Parts, part) {
			note = fmt.Sprintf(" **Differs: %s.**", row.Seen)
		}
	}
	if confirmed && note == "" {
		return fmt.Sprintf("%s %s", provenance.Observed, r.Date.Format(time.DateOnly)), ""
	}
	return string(mark.Source), note
}

// width is the width of a terminal.
const width = 100

// writeCells writes one row of the table. A cell that is too long continues in the next line.
func writeCells(b *strings.Builder, columns []int, cells ...string) {
	lines := make([][]string, len(cells))
	height := 0
	for i, cell := range cells {
		lines[i] = wrap(cell, columns[i])
		height = max(height, len(lines[i]))
	}
	for y := range height {
		var line strings.Builder
		for i := range cells {
			text := ""
			if y < len(lines[i]) {
				text = lines[i][y]
			}
			fmt.Fprintf(&line, "%-*s  ", columns[i], text)
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}

// writeWrapped writes a text behind a prefix, with further lines indented to the same column.
func writeWrapped(b *strings.Builder, prefix, text string) {
	for _, line := range wrap(text, width-len(prefix)) {
		b.WriteString(prefix + line + "\n")
		prefix = strings.Repeat(" ", len(prefix))
	}
}

// wrap splits a text into lines of at most n characters, between words.
func wrap(text string, n int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) <= n:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	return append(lines, line)
}
