package verify

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

// maxReportBytes bounds a report that is read.
const maxReportBytes = 1 << 20

// ReadReport reads a report that [Report.JSON] has written. The error is a *[UsageError].
func ReadReport(r io.Reader) (*Report, error) {
	var report Report
	if err := json.UnmarshalRead(io.LimitReader(r, maxReportBytes), &report); err != nil || len(report.Rows) == 0 {
		return nil, usagef("the file of -compare is not a report that -json has written")
	}
	return &report, nil
}

// Changes returns what changed since an earlier report, one line each. A promise that only some runs see is a change
// only if both runs saw it, and so is a promise that only -write checks if one run was without it.
func (r *Report) Changes(old *Report) []string {
	before := make(map[string]Row, len(old.Rows))
	for _, row := range old.Rows {
		before[row.Promise] = row
	}
	changes := []string{}
	for _, row := range r.Rows {
		was, known := before[row.Promise]
		oneUnseen := was.Verdict == NotSeen || row.Verdict == NotSeen
		bothUnseen := was.Verdict == NotSeen && row.Verdict == NotSeen
		partial := row.ByChance || r.Write != old.Write || r.Problem != "" || old.Problem != ""
		switch {
		case !known || bothUnseen || oneUnseen && partial:
		case was.Verdict != row.Verdict || was.Seen != row.Seen:
			changes = append(changes, fmt.Sprintf("%s: was %s (%s), is %s (%s)",
				row.Promise, was.Verdict, was.Seen, row.Verdict, row.Seen))
		}
	}
	return changes
}

// CompareText returns the changes for a terminal.
func CompareText(old *Report, changes []string) string {
	since := old.Date.Format(time.DateOnly)
	if len(changes) == 0 {
		return "Nothing has changed since " + since + ".\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Changed since %s:\n", since)
	for _, change := range changes {
		writeWrapped(&b, "  ", change)
	}
	return b.String()
}
