package budget_test

import (
	"os"
	"path/filepath"
	"testing"
)

// maxAddedBytes is what customers may add to a stripped program that does one Get with bare net/http and encoding/json.
const maxAddedBytes = 1_200_000

// steps are the programs under testdata/size, each with a little more than the one before. The middle ones show how
// much of the budget is spent before the facade's first line.
var steps = []struct{ name, what string }{
	{"bare", "net/http and encoding/json"},
	{"generated", "the generated client"},
	{"jsonv2", "the generated client, json/v2 and log/slog"},
	{"customers", "customers"},
}

func TestBinarySize(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("links four programs")
	}
	dir, out := root(t), t.TempDir()
	// One platform, so that the figures are the same on every machine.
	env := []string{"GOOS=linux", "GOARCH=amd64", "GOAMD64=v1", "CGO_ENABLED=0", "GOFLAGS="}

	sizes := make(map[string]int64, len(steps))
	for _, step := range steps {
		program := filepath.Join(out, step.name)
		runGo(t, dir, env, "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", program,
			"./internal/budget/testdata/size/"+step.name)
		info, err := os.Stat(program)
		if err != nil {
			t.Fatal(err)
		}
		sizes[step.name] = info.Size()
		t.Logf("%9d bytes, %+8d: %s", info.Size(), info.Size()-sizes["bare"], step.what)
	}

	added := sizes["customers"] - sizes["bare"]
	if added <= 0 {
		t.Errorf("customers adds %d bytes: the programs do not measure what they claim", added)
	}
	if added > maxAddedBytes {
		t.Errorf("customers adds %d bytes to a program, the budget is %d", added, maxAddedBytes)
	}
}
