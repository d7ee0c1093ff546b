package main

import (
	"flag"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

func TestHelp(t *testing.T) {
	t.Parallel()
	var stdout, stderr strings.Builder
	if status := run(t.Context(), []string{"-h"}, &stdout, &stderr); status != exitOK || stderr.Len() > 0 {
		t.Errorf("-h = %d with %q on stderr, want 0 and nothing", status, stderr.String())
	}
	text := stdout.String()
	flags(&options{}).VisitAll(func(f *flag.Flag) {
		if !strings.Contains(text, "  -"+f.Name) {
			t.Errorf("help does not explain -%s", f.Name)
		}
	})
	for line := range strings.SplitSeq(text, "\n") {
		if len(line) > 90 {
			t.Errorf("line is too long for a terminal: %s", line)
		}
	}
	begin, end := strings.Index(text, "{\n"), strings.LastIndex(text, "\n}")
	if begin < 0 || end < begin {
		t.Fatalf("help shows no seed:\n%s", text)
	}
	seed, err := sandbox.ReadSeed(strings.NewReader(text[begin : end+2]))
	if err != nil {
		t.Fatalf("the seed in the help does not work: %v", err)
	}
	if diff := cmp.Diff(sandbox.DocumentedSeed(), seed); diff != "" {
		t.Errorf("the seed in the help is not the one that is built in (-want +got):\n%s", diff)
	}
}
