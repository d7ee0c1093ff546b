package main

import (
	"errors"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

func TestParseOptions(t *testing.T) {
	t.Parallel()
	defaults := options{addr: "127.0.0.1:8080", key: "sandbox-key"}
	tests := []struct {
		name string
		args []string
		want options
	}{
		{"defaults", nil, defaults},
		{"all flags", []string{
			"-addr", ":1", "-listen-anywhere", "-key", "k", "-profile", "s200", "-profile", "gzip", "-seed", "f", "-n", "2", "-accounts", "3",
			"-fault", "reset;times=2", "-fault", "delay", "-rate-limit", "600/10s",
			"-allow-host", "sandbox", "-allow-host", "::1", "-cors", "-json",
		}, options{
			hosts: []string{"sandbox", "::1"},
			addr:  ":1", anywhere: true, key: "k", profiles: []string{"s200", "gzip"}, seedFile: "f", n: 2, accounts: 3, cors: true, json: true,
			faults: []string{"reset;times=2", "delay"}, rate: sandbox.RateLimit{Requests: 600, Window: 10 * time.Second},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := parseOptions(test.args)
			if err != nil {
				t.Fatalf("parseOptions() = %v", err)
			}
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(options{})); diff != "" {
				t.Errorf("options (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseOptions_Invalid(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"-n", "-1"},
		{"-n", "1", "-accounts", "-1"},
		{"-accounts", "1"},
		{"x"},
		{"-x"},
		{"-profile", "wings"},
		{"-fault", "explode"},
		{"-fault", "reset;times=0"},
		{"-rate-limit", "many"},
		{"-rate-limit", "0/h"},
		{"-fault", "delay;delay=2m"},
		{"-allow-host", ""},
		{"-allow-host", "sandbox:8080"},
		{"-allow-host", "http://sandbox"},
		{"-allow-host", "[::1]"},
		{"-allow-host", "*"},
	} {
		_, err := parseOptions(args)
		var usage usageError
		if !errors.As(err, &usage) {
			t.Errorf("parseOptions(%q) = %v, want a usage error", args, err)
		}
	}
	if _, err := parseOptions([]string{"-h"}); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("parseOptions(-h) = %v, want flag.ErrHelp", err)
	}
}

// TestHelp_FaultTable checks that the help lists the faults that api/README.md lists, which a test keeps complete.
func TestHelp_FaultTable(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../api/README.md")
	if err != nil {
		t.Fatal(err)
	}
	var help, stderr strings.Builder
	if status := run(t.Context(), []string{"-h"}, &help, &stderr); status != exitOK {
		t.Fatalf("-h = %d, %s", status, stderr.String())
	}
	rows := func(text, end, pattern string) (found []string) {
		text, _, _ = strings.Cut(text, end)
		for _, row := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
			found = append(found, row[1]+" "+row[2])
		}
		return found
	}
	want := rows(string(readme), "\n## Simulating another service\n", "(?m)^\\| `([a-z-]+)` \\| (yes|no) \\|")
	if len(want) < 12 {
		t.Errorf("api/README.md lists %d faults", len(want))
	}
	if diff := cmp.Diff(want, rows(help.String(), "\nProfiles\n", `(?m)^  ([a-z-]+) +(yes|no) `)); diff != "" {
		t.Errorf("faults (-api/README.md +help):\n%s", diff)
	}
}

// TestHelp_Profiles checks that the help lists every profile.
func TestHelp_Profiles(t *testing.T) {
	t.Parallel()
	var help strings.Builder
	printHelp(&help)
	_, section, _ := strings.Cut(help.String(), "\nProfiles\n")
	for _, profile := range sandbox.Profiles() {
		row := regexp.MustCompile(`(?m)^  ` + profile.Name + ` +(yes|no) +(.+)$`).FindStringSubmatch(section)
		want := strings.ReplaceAll(profile.Effect, "`", "")
		if len(row) != 3 || (row[1] == "yes") != profile.Valid || row[2] != want {
			t.Errorf("the row of %s is %q, want %q", profile.Name, row, want)
		}
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	var stdout, stderr strings.Builder
	if status := run(t.Context(), []string{"-h"}, &stdout, &stderr); status != exitOK || stderr.Len() > 0 {
		t.Errorf("-h = %d with %q on stderr, want 0 and nothing", status, stderr.String())
	}
	text := stdout.String()
	newFlagSet(&options{}).VisitAll(func(f *flag.Flag) {
		if !strings.Contains(text, "  -"+f.Name) {
			t.Errorf("the help lacks -%s", f.Name)
		}
	})
	for line := range strings.SplitSeq(text, "\n") {
		if len(line) > 90 {
			t.Errorf("line has more than 90 bytes: %s", line)
		}
	}
	if strings.Contains(text, "%!") {
		t.Errorf("a figure is missing:\n%s", text)
	}
	begin, end := strings.Index(text, "{\n"), strings.LastIndex(text, "\n}")
	if begin < 0 || end < begin {
		t.Fatalf("the help has no seed:\n%s", text)
	}
	seed, err := sandbox.ReadSeed(strings.NewReader(text[begin : end+2]))
	if err != nil {
		t.Fatalf("the seed in the help is not valid: %v", err)
	}
	if diff := cmp.Diff(sandbox.DefaultSeed(), seed); diff != "" {
		t.Errorf("the seed in the help is not the built-in one (-want +got):\n%s", diff)
	}
}
