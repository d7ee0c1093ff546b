package verify

import (
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// profileDifferences has, for each profile of the sandbox, the promises that differ, with what is seen.
var profileDifferences = map[string][]string{
	"envelope": {"shape of errors: envelope"},
	"foreign": {
		"invalid requests: JSON of another shape", "body of a 401: JSON of another shape",
		"body of a 404: JSON of another shape", "response to a duplicate: JSON of another shape",
	},
	"html-401":       {"body of a 401: HTML"},
	"key-header":     {"key header: X-Participant-Key"},
	"s200":           {"status of a create: 200", "response of a delete: 200 without a body"},
	"delete-text":    {"response of a delete: 200 with a body"},
	"soft-delete":    {"get after a delete: the customer is inactive"},
	"duplicates":     {"unique external IDs: a second customer is created"},
	"unknown-status": {"unknown status: kept"},
	"seconds":        {"form of times: RFC 3339, UTC, seconds"},
	"list-1000":      {"list of all customers: a new customer is missing"},
	"rate-limit":     {"rate limit: 5 requests"},
	"grow":           {}, // the spec allows unknown members
	"redirect":       {"redirects: to another origin"},
	"gzip":           {"compression: gzip without a request"},
}

// TestRun_Profiles checks that the deviation of each profile of the sandbox is named, and nothing else.
func TestRun_Profiles(t *testing.T) {
	t.Parallel()
	for _, profile := range sandbox.Profiles() {
		want, known := profileDifferences[profile.Name]
		if !known {
			t.Errorf("profile %s has no entry in profileDifferences: add what differs", profile.Name)
		}
		t.Run(profile.Name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &service{Sandbox: newSandbox(t, sandbox.Config{Profiles: []string{profile.Name}})}
				if profile.Name == "list-1000" {
					if err := s.Seed(sandbox.GenerateSeed(1, 1000, 0)); err != nil {
						t.Fatal(err)
					}
				}
				report := runInBubble(t, s, nil, func(cfg *Config) { cfg.KeyHeaders = []string{"X-Participant-Key"} })
				if diff := cmp.Diff(want, differing(report)); diff != "" {
					t.Errorf("differences (-want +got):\n%s", diff)
				}
				if report.Problem != "" && profile.Name != "redirect" {
					t.Errorf("the run ended early: %s", report.Problem)
				}
			})
		})
	}
}
