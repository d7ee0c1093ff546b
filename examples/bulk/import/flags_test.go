package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// Five rows at ten per second take 0.4 seconds, and invalid values are refused.
func TestFlags(t *testing.T) { // sets the environment, so it runs alone
	box, url := emulator(t)
	t.Setenv(customers.EnvBaseURL, url)
	t.Setenv(customers.EnvAPIKey, apiKey)
	f := newFiles(t, numbered(5))
	args := []string{"-in", f.in, "-results", f.results}
	begin := time.Now()
	if err := run(t.Context(), append(args, "-per-hour", "36000"), &bytes.Buffer{}, false); err != nil {
		t.Error(err)
	}
	if box.Len() != 5 {
		t.Errorf("%d customers, want 5", box.Len())
	}
	if took := time.Since(begin); took < 400*time.Millisecond {
		t.Errorf("took %v, want at least 400ms", took)
	}
	for _, tc := range []struct{ args, want string }{
		{"-concurrency 1000", "concurrency must be from 1 to 128"},
		{"-per-hour many", "many"},
		{"-in nowhere.csv", "nowhere.csv"},
		{"-in " + f.results, "must contain external_id and status"},
		{"-results " + f.in, "is not a results file"},
	} {
		err := run(t.Context(), append(args, strings.Fields(tc.args)...), &bytes.Buffer{}, false)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.args, err, tc.want)
		}
	}
}
