package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

const input = "\ufeffname,external_id,status\r\n" +
	"Ann,a,active\r\n" +
	"Bob,b\n" + // 3: a column is missing
	"Cid,,active\n" + // 4: no external_id
	"Dan,d\xff,active\n" + // 5: not UTF-8
	"\n" +
	"Eve,a,inactive\n" + // 7: same external_id as line 2
	"Fay,f\"f,active\n" + // 8: a misplaced quote
	"Gus,\"g,active\n" + // 9: a quote without an end
	"Hal,,\n" + // 10: no external_id and no status
	"Ida,i,\n" + // 11: no status
	"Jon,i,frozen\n" + // 12: not a valid status for a create
	"Kay,there,active,more\n" +
	"Liz,\"l, 1\",inactive" // 14, without an end of line

// Every row gets an outcome, and a second run sends nothing.
func TestImport(t *testing.T) { // sets the environment, so it runs alone
	box, url := emulator(t)
	if err := box.Seed(sandbox.Seed{Customers: []sandbox.SeedCustomer{{ExternalID: "there"}}}); err != nil {
		t.Fatal(err)
	}
	t.Setenv(customers.EnvBaseURL, url)
	t.Setenv(customers.EnvAPIKey, apiKey)
	f := newFiles(t, input+strings.Repeat("x", maxLine)+"\nMax,m,active\n")
	args := []string{"-in", f.in, "-results", f.results}
	var output bytes.Buffer
	if err := run(t.Context(), args, &output, false); err != nil {
		t.Fatal(err)
	}
	got, n := f.last(t)
	outcomes := map[string]string{}
	for line, record := range got {
		outcomes[line] = record[1]
		if hasID := record[2] != ""; hasID != (record[1] == "created") {
			t.Errorf("line %s: %q, want an id only for created customers", line, record)
		}
	}
	const invalid = "invalid row"
	want := map[string]string{
		"2": "created", "3": invalid, "4": invalid, "5": invalid, "7": "duplicate row", "8": invalid, "9": invalid,
		"10": invalid, "11": invalid, "12": "refused", "13": "already exists", "14": invalid, "15": "created",
	}
	if n != len(want) {
		t.Errorf("%d records, want %d", n, len(want))
	}
	if diff := cmp.Diff(want, outcomes); diff != "" {
		t.Errorf("outcomes by line (-want +got):\n%s", diff)
	}
	for line, message := range map[string]string{
		"3": "a column is missing", "4": "external_id is empty", "5": "not valid UTF-8", "7": "same external_id as line 2",
		"8": `bare " in`, "9": `extraneous or missing " in`, "11": "status is empty", "14": "too long", "12": "status",
	} {
		if !strings.Contains(got[line][3], message) {
			t.Errorf("line %s: %q, want %q", line, got[line][3], message)
		}
	}
	const summary = "13 of 14 rows: already exists 1, created 2, duplicate row 1, invalid row 8, refused 1\n"
	if !strings.Contains(output.String(), summary) {
		t.Errorf("output %q, want %q", &output, summary)
	}

	output.Reset()
	if err := run(t.Context(), args, &output, true); err != nil {
		t.Errorf("second run: %v", err)
	}
	if !strings.Contains(output.String(), "done before 13") {
		t.Errorf("second run: output %q, want done before 13", &output)
	}
	if !strings.Contains(output.String(), "\r") {
		t.Error("no progress bar on a terminal")
	}
	if _, again := f.last(t); again != n {
		t.Errorf("%d records after the second run, want %d", again, n)
	}
	if box.Len() != 3 {
		t.Errorf("%d customers after the second run, want 3", box.Len())
	}
}

// The import stops if the next rows would fail too, and reports how to continue.
func TestImport_Stops(t *testing.T) { // sets the environment, so it runs alone
	box, url := emulator(t)
	t.Setenv(customers.EnvBaseURL, url)
	t.Setenv(customers.EnvAPIKey, apiKey)
	f := newFiles(t, numbered(1000))
	args := []string{"-in", f.in, "-results", f.results, "-concurrency", "1"}
	runImport := func(ctx context.Context) string {
		err := run(ctx, args, &bytes.Buffer{}, false)
		if err == nil {
			return ""
		}
		return err.Error()
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if got := runImport(canceled); got != "interrupted: run again to continue" {
		t.Errorf("canceled: error %q", got)
	}
	fail := func(f sandbox.Fault, times int) {
		if err := box.Fail(f, times); err != nil {
			t.Fatal(err)
		}
	}
	fail(sandbox.Fault{Status: 401}, 1)
	if got := runImport(t.Context()); !strings.Contains(got, "401") {
		t.Errorf("invalid key: error %q, want 401", got)
	}
	if box.Len() != 0 {
		t.Errorf("invalid key: %d customers, want 0", box.Len())
	}
	fail(sandbox.Fault{Kind: sandbox.FaultResetAfter}, 3)
	if got := runImport(t.Context()); !strings.HasPrefix(got, "3 rows failed or have an unknown outcome") {
		t.Errorf("lost responses: error %q", got)
	}
	if got := runImport(t.Context()); got != "" {
		t.Errorf("last run: error %q", got)
	}
	if box.Len() != 1000 {
		t.Errorf("last run: %d customers, want 1000", box.Len())
	}
	if err := os.WriteFile(f.in, []byte(strings.Replace(numbered(1000), "ext-7,", "other,", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := runImport(t.Context()); !strings.Contains(got, "line 8 has another external_id") {
		t.Errorf("another input: error %q", got)
	}
}

// openJournal repairs a results file and does not change other files.
func TestOpenJournal(t *testing.T) {
	t.Parallel()
	const one = header + "2,a,created,id,\n"
	for _, tc := range []struct {
		name, content, after string // after is "" if openJournal must fail
	}{
		{"empty", "", header},
		{"incomplete header", header[:7], header},
		{"complete", one, one},
		{"incomplete record", one + "3,b,cre", one},
		{"incomplete quote", one + "3,\"b", one},
		{"a note", "do not lose me", ""},
		{"a line", "do not lose me\n", ""},
		{"an input", numbered(2), ""},
		{"a damaged record", one + "3,b\n", ""},
		{"no line number", one + "x,b,created,id,\n", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			f := newFiles(t, tc.content)
			j, err := openJournal(f.in)
			if err == nil {
				err = j.close()
			}
			content, _ := os.ReadFile(f.in)
			if wantErr := tc.after == ""; (err != nil) != wantErr {
				t.Errorf("error %v, want one: %t", err, wantErr)
			}
			want := tc.after
			if want == "" {
				want = tc.content
			}
			if string(content) != want {
				t.Errorf("the file contains %q, want %q", content, want)
			}
		})
	}
}
