package budget_test

import (
	"os"
	"path/filepath"
	"testing"
)

// maxAddedBytes is how many bytes customers may add to a stripped program that gets one customer with net/http and
// encoding/json. Before Go 1.27, encoding/json does not contain jsontext, so customers adds that too.
func maxAddedBytes() int64 {
	if before127() {
		return 800_000
	}
	return 550_000
}

// programs are those under testdata/size. Each links more than the one before, so the log shows which part of the added
// bytes comes from the facade.
var programs = []struct{ name, links string }{
	{"bare", "net/http and encoding/json"},
	{"generated", "the generated client"},
	{"readers", "the generated client, its readers and log/slog"},
	{"customers", "customers"},
}

func TestBinarySize(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("links four programs")
	}
	dir, out := root(t), t.TempDir()
	// Build for one platform, so that the figures are the same on every machine.
	env := []string{"GOOS=linux", "GOARCH=amd64", "GOAMD64=v1", "CGO_ENABLED=0", "GOFLAGS="}

	sizes := make(map[string]int64, len(programs))
	for _, program := range programs {
		binary := filepath.Join(out, program.name)
		runGo(t, dir, env, "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", binary,
			"./internal/budget/testdata/size/"+program.name)
		info, err := os.Stat(binary)
		if err != nil {
			t.Fatal(err)
		}
		sizes[program.name] = info.Size()
		t.Logf("%9d bytes, %+8d: %s", info.Size(), info.Size()-sizes["bare"], program.links)
	}

	added := sizes["customers"] - sizes["bare"]
	if added <= 0 {
		t.Errorf("customers adds %d bytes: the programs do not measure what they claim", added)
	}
	if most := maxAddedBytes(); added > most {
		t.Errorf("customers adds %d bytes to a program, want at most %d", added, most)
	}
}
