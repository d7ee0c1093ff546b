package verify

import (
	"strings"
	"time"
)

// timeFormProbe judges the form of createdAt and updatedAt. A time that is not RFC 3339 violates the schema of its
// operation.
func timeFormProbe() probe {
	const expected = "RFC 3339, UTC, milliseconds"
	return probe{
		name: "form of times", parts: []string{"schemas Customer createdAt"}, expected: expected,
		judge: func(s *session) finding {
			var forms []string
			for _, e := range s.responses() {
				if !e.success() {
					continue
				}
				for _, customer := range e.objects() {
					for _, name := range []string{"createdAt", "updatedAt"} {
						if form := timeForm(textOf(customer, name)); form != "" {
							forms = append(forms, form)
						}
					}
				}
			}
			switch seen := uniqueSorted(forms); seen {
			case "":
				return notSeen("no customer was seen")
			case expected:
				return holds(expected)
			default:
				return differs(seen, "CreatedAt and UpdatedAt have this precision: do not compare them with times of other "+
					"sources for equality", "in the spec: the examples of createdAt and updatedAt")
			}
		},
	}
}

// timeForm describes an RFC 3339 time, or returns "".
func timeForm(text string) string {
	if _, err := time.Parse(time.RFC3339, text); err != nil {
		return ""
	}
	zone := "with an offset"
	if strings.HasSuffix(text, "Z") {
		zone = "UTC"
	}
	_, fraction, _ := strings.Cut(strings.TrimSuffix(text, "Z"), ".")
	fraction, _, _ = strings.Cut(fraction, "+")
	fraction, _, _ = strings.Cut(fraction, "-")
	precision := map[int]string{0: "seconds", 3: "milliseconds", 6: "microseconds", 9: "nanoseconds"}[len(fraction)]
	if precision == "" {
		precision = "other fractions"
	}
	return "RFC 3339, " + zone + ", " + precision
}
