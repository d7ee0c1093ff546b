package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// TestFlags take effect: five rows at ten a second take four tenths of a second, and what is wrong is refused.
func TestFlags(t *testing.T) { // sets the environment, so it runs alone
	box, url := emulator(t)
	t.Setenv(customers.EnvBaseURL, url)
	t.Setenv(customers.EnvAPIKey, apiKey)
	f := newFiles(t, numbered(5))
	args := []string{"-in", f.in, "-results", f.results}
	begin := time.Now()
	if err := run(t.Context(), append(args, "-per-hour", "36000"), &bytes.Buffer{}, false); err != nil || box.Len() != 5 {
		t.Errorf("%v, %d customers", err, box.Len())
	}
	if took := time.Since(begin); took < 400*time.Millisecond {
		t.Errorf("took %v, which is more than ten a second", took)
	}
	for _, tc := range []struct{ args, words string }{
		{"-concurrency 1000", "concurrency must be from 1 to 128"},
		{"-per-hour many", "many"},
		{"-in nowhere.csv", "nowhere.csv"},
		{"-in " + f.results, "needs external_id and status"},
		{"-results " + f.in, "is not a file of results"},
	} {
		err := run(t.Context(), append(args, strings.Fields(tc.args)...), &bytes.Buffer{}, false)
		if err == nil || !strings.Contains(err.Error(), tc.words) {
			t.Errorf("%s: %v, want %q", tc.args, err, tc.words)
		}
	}
}
