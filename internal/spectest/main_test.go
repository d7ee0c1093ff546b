package spectest

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

const root = "../.."

// TestMain installs the pinned tools, which takes a moment once and nothing afterwards.
func TestMain(m *testing.M) {
	if out, err := exec.Command("make", "-C", root, "spec-tools").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "make spec-tools: %v\n%s", err, out)
		os.Exit(1)
	}
	os.Exit(m.Run())
}
