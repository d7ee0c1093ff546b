package provenance_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/api"
	"github.com/ledgerlink/link-sdk-go/internal/provenance"
)

const document = `x-provenance: documented
paths:
  /api/v1/account-manager/customers:
    post:
      responses:
        '201':
          description: |
            The created
            customer.
          x-provenance: observed 2026-11-29
components:
  schemas:
    Customer:
      properties:
        externalId:
          x-provenance:
            minLength: inferred
            uniqueness: documented
servers:
  - description: Production
    x-provenance: inferred
`

func TestMarks(t *testing.T) {
	t.Parallel()
	marks, err := provenance.Marks([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	want := []provenance.Mark{
		{
			Location: "/customers post responses 201", Source: provenance.Observed,
			Date: time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC), Description: "The created customer.",
		},
		{Location: "schemas Customer externalId", Aspect: "minLength", Source: provenance.Inferred},
		{Location: "schemas Customer externalId", Aspect: "uniqueness", Source: provenance.Documented},
		{Location: "servers 1", Source: provenance.Inferred, Description: "Production"},
	}
	if diff := cmp.Diff(want, marks); diff != "" {
		t.Errorf("marks (-want +got):\n%s", diff)
	}
}

func TestMarks_Invalid(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"guessed", "inferred 2026-11-29", "observed", "observed yesterday", "observed 2026-13-01", "''"} {
		_, err := provenance.Marks([]byte(strings.Replace(document, "observed 2026-11-29", value, 1)))
		if err == nil || !strings.Contains(err.Error(), "line 10: x-provenance") {
			t.Errorf("%s: error %v, want one that names line 10", value, err)
		}
	}
	for _, text := range []string{"", "a: ["} {
		if _, err := provenance.Marks([]byte(text)); err == nil {
			t.Errorf("no error for %q", text)
		}
	}
}

func TestReplaceTable(t *testing.T) {
	t.Parallel()
	marks := []provenance.Mark{{Location: "servers 1", Aspect: "url", Source: provenance.Inferred, Description: "Production"}}
	const before, after = "# Head\n\n| part | provenance | description |\n|---|---|---|\n", "\nTail\n"
	got, err := provenance.ReplaceTable(before+"| old | row | x |\n"+after, marks)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before+"| servers 1, url | inferred | Production |\n"+after, got); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	if _, err := provenance.ReplaceTable("no table", marks); err == nil {
		t.Error("no error for a text without a table")
	}
}

// TestREADMEListsMarks checks that the table in api/README.md was generated from the spec as it is.
func TestREADMEListsMarks(t *testing.T) {
	t.Parallel()
	marks, err := provenance.Marks(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	if len(marks) < 20 {
		t.Errorf("the spec has %d marks, want at least 20", len(marks))
	}
	readme, err := os.ReadFile("../../api/README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), provenance.Table(marks)+"\n") {
		t.Error("the table of marks in api/README.md is out of date: run 'make generate'")
	}
}
