package verify

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/provenance"
)

// Verdict is the result of one probe.
type Verdict string

// The verdicts.
const (
	Holds   Verdict = "holds"
	Differs Verdict = "differs"
	NotSeen Verdict = "not seen"
)

// probe judges one promise by the exchanges of a run.
type probe struct {
	name string
	// parts names the parts of the document that the promise is about, as the table of marks in api/README.md does. A
	// part that has no mark is documented. Without parts, the document does not have what the client assumes.
	parts    []string
	expected string
	// byChance marks a promise that some runs see and others do not, although the service is the same.
	byChance bool
	judge    func(s *session) finding
}

// finding is what a probe has seen.
type finding struct {
	verdict   Verdict
	seen      string   // in fixed words, without values of the run, so that two runs can be compared
	means     string   // for users of the SDK, if it differs
	change    string   // what to change, if it differs
	confirmed []string // the parts that were seen; nil for all parts of a promise that holds
}

func holds(format string, args ...any) finding {
	return finding{verdict: Holds, seen: fmt.Sprintf(format, args...)}
}

func notSeen(reason string) finding { return finding{verdict: NotSeen, seen: reason} }

func differs(seen, means, change string) finding {
	return finding{verdict: Differs, seen: seen, means: means, change: change}
}

// confirming limits the parts that were seen.
func (f finding) confirming(parts ...string) finding {
	f.confirmed = parts
	return f
}

// probes returns all probes, in the order of the report.
func probes() []probe {
	return slices.Concat(
		[]probe{keyHeaderProbe(), keyRequiredProbe()},
		operationProbes(),
		[]probe{
			createStatusProbe(), uniquenessProbe(), emptyExternalIDProbe(), unknownStatusProbe(),
			statusValuesProbe(), unknownMemberProbe(), idempotencyProbe(), updatedAtProbe(), timeFormProbe(),
			deleteStatusProbe(), deletedProbe(), secondDeleteProbe(), listOrderProbe(), completeListProbe(),
			accountsProbe(), embeddedCustomerProbe(), unknownIDProbe(), unknownAddressesProbe(), escapedIDProbe(),
			otherMethodsProbe(), errorShapeProbe(), errorMessageProbe(), errorDetailProbe(),
		},
		errorStatusProbes(),
		[]probe{rateLimitProbe(), remainingProbe(), resetProbe(), retryAfterProbe()},
		[]probe{requestIDProbe(), redirectProbe(), gzipProbe(), httpVersionProbe(), tlsVersionProbe()},
	)
}

// notChecked returns the parts of the document that no request to one service can confirm, with the reasons.
func notChecked() map[string]string {
	return map[string]string{
		"servers 1": "a run checks the server that the user names",
		"servers 2": "a run checks the server that the user names",
	}
}

// partOf returns the name of a marked part, as the table in api/README.md has it.
func partOf(mark provenance.Mark) string {
	if mark.Aspect == "" {
		return mark.Location
	}
	return mark.Location + ", " + mark.Aspect
}

// sourceOf returns the provenance of a promise: that of the first mark that applies to one of its parts. A mark applies
// to everything inside its part.
func sourceOf(parts []string, marks []provenance.Mark) string {
	for _, mark := range marks {
		inside := func(part string) bool {
			return part == partOf(mark) || mark.Aspect == "" && strings.HasPrefix(part, mark.Location+" ")
		}
		if slices.ContainsFunc(parts, inside) {
			if mark.Source == provenance.Observed {
				return string(mark.Source) + " " + mark.Date.Format(time.DateOnly)
			}
			return string(mark.Source)
		}
	}
	if len(parts) == 0 {
		return assumed
	}
	return string(provenance.Documented)
}

// assumed is the provenance of a promise that the document does not have.
const assumed = "assumed"

// uniqueSorted joins texts without duplicates.
func uniqueSorted(texts []string) string {
	texts = slices.Clone(texts)
	slices.Sort(texts)
	return strings.Join(slices.Compact(texts), ", ")
}
