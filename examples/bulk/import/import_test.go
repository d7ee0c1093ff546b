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
	"Cid,,active\n" + // 4: no id
	"Dan,d\xff,active\n" + // 5: not UTF-8
	"\n" +
	"Eve,a,inactive\n" + // 7: the id of line 2
	"Fay,f\"f,active\n" + // 8: a quote astray
	"Gus,\"g,active\n" + // 9: one that never ends
	"Hal,,\n" +
	"Ida,i,\n" + // 11: no status
	"Jon,i,frozen\n" + // 12: not a status that a create may have
	"Kay,there,active,more\n" +
	"Liz,\"l, 1\",inactive" // 14, without an end of line

// TestImport settles every row, the bad ones with their line, and has nothing to do when it runs again.
func TestImport(t *testing.T) { // sets the environment, so it runs alone
	box, url := emulator(t)
	if err := box.Seed(sandbox.Seed{Customers: []sandbox.SeedCustomer{{ExternalID: "there"}}}); err != nil {
		t.Fatal(err)
	}
	t.Setenv(customers.EnvBaseURL, url)
	t.Setenv(customers.EnvAPIKey, apiKey)
	f := newFiles(t, input+strings.Repeat("x", maxLine)+"\nMax,m,active\n")
	args := []string{"-in", f.in, "-results", f.results}
	var shown bytes.Buffer
	if err := run(t.Context(), args, &shown, false); err != nil {
		t.Fatal(err)
	}
	got, n := f.last(t)
	outcomes := map[string]string{}
	for line, record := range got {
		outcomes[line] = record[1]
		if bad := record[1] == string(outcomeInvalid) || record[1] == string(outcomeDuplicate); bad != (record[2] == "" && record[1] != "already exists" && record[1] != "refused") {
			t.Errorf("line %s: %q", line, record)
		}
	}
	const invalid = "invalid row"
	want := map[string]string{
		"2": "created", "3": invalid, "4": invalid, "5": invalid, "7": "duplicate row", "8": invalid, "9": invalid,
		"10": invalid, "11": invalid, "12": "refused", "13": "already exists", "14": invalid, "15": "created",
	}
	if diff := cmp.Diff(want, outcomes); diff != "" || n != len(want) {
		t.Errorf("%d records, outcomes by line (-want +got):\n%s", n, diff)
	}
	for line, words := range map[string]string{
		"3": "a column is missing", "4": "external_id is empty", "5": "not valid UTF-8", "7": "that of line 2",
		"8": `bare " in`, "9": `extraneous or missing " in`, "11": "status is empty", "14": "too long", "12": "status",
	} {
		if !strings.Contains(got[line][3], words) {
			t.Errorf("line %s: %q, want %q", line, got[line][3], words)
		}
	}
	if !strings.Contains(shown.String(), "13 of 14 rows: already exists 1, created 2, duplicate row 1, invalid row 8, refused 1\n") {
		t.Errorf("it says %q", shown.String())
	}

	shown.Reset()
	if err := run(t.Context(), args, &shown, true); err != nil || !strings.Contains(shown.String(), "done before 13") {
		t.Errorf("the second run: %v, says %q", err, shown.String())
	}
	if !strings.Contains(shown.String(), "\r") {
		t.Error("there is no progress bar on a terminal")
	}
	if _, again := f.last(t); again != n || box.Len() != 3 {
		t.Errorf("after the second run %d records and %d customers, want %d and 3", again, box.Len(), n)
	}
}

// TestImportStops when nothing else would help, and says how to go on.
func TestImportStops(t *testing.T) { // sets the environment, so it runs alone
	box, url := emulator(t)
	t.Setenv(customers.EnvBaseURL, url)
	t.Setenv(customers.EnvAPIKey, apiKey)
	f := newFiles(t, numbered(1000))
	args := []string{"-in", f.in, "-results", f.results, "-concurrency", "1"}
	importing := func(ctx context.Context) string {
		err := run(ctx, args, &bytes.Buffer{}, false)
		if err == nil {
			return ""
		}
		return err.Error()
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if got := importing(ended); got != "interrupted: run again to go on" {
		t.Errorf("interrupted: %q", got)
	}
	fail := func(f sandbox.Fault, times int) {
		if err := box.Fail(f, times); err != nil {
			t.Fatal(err)
		}
	}
	fail(sandbox.Fault{Status: 401}, 1)
	if got := importing(t.Context()); !strings.Contains(got, "401") || box.Len() != 0 {
		t.Errorf("a wrong key: %q, and %d customers", got, box.Len())
	}
	fail(sandbox.Fault{Kind: sandbox.FaultResetAfter}, 3)
	if got := importing(t.Context()); !strings.HasPrefix(got, "3 rows failed or have an unknown outcome") {
		t.Errorf("lost answers: %q", got)
	}
	if got := importing(t.Context()); got != "" || box.Len() != 1000 {
		t.Errorf("run again: %q, %d customers", got, box.Len())
	}
	if err := os.WriteFile(f.in, []byte(strings.Replace(numbered(1000), "ext-7,", "other,", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := importing(t.Context()); !strings.Contains(got, "line 8 has another external_id") {
		t.Errorf("another input: %q", got)
	}
}

// TestResultsAreNoOtherFile leaves files alone that it did not write, and mends its own.
func TestResultsAreNoOtherFile(t *testing.T) {
	t.Parallel()
	const one = header + "2,a,created,id,\n"
	for _, tc := range []struct {
		name, content, after string // after is "" for a refusal
	}{
		{"empty", "", header},
		{"torn header", header[:7], header},
		{"whole", one, one},
		{"torn record", one + "3,b,cre", one},
		{"torn quote", one + "3,\"b", one},
		{"a note", "do not lose me", ""},
		{"a line", "do not lose me\n", ""},
		{"an input", numbered(2), ""},
		{"a spoilt record", one + "3,b\n", ""},
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
			if tc.after == "" && (err == nil || string(content) != tc.content) {
				t.Errorf("%v, and the file is %q", err, content)
			}
			if tc.after != "" && (err != nil || string(content) != tc.after) {
				t.Errorf("%v, and the file is %q, want %q", err, content, tc.after)
			}
		})
	}
}
