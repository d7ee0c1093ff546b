package spectest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
)

const root = "../.."

// TestMain installs the pinned tools before the first run.
func TestMain(m *testing.M) {
	install := exec.CommandContext(context.Background(), "make", "-C", root, "spec-tools")
	install.Env = append(os.Environ(), "MAKEFLAGS=") // not those of the make that runs this test
	if out, err := install.CombinedOutput(); err != nil {
		panic(fmt.Sprintf("make spec-tools: %v\n%s", err, out))
	}
	m.Run()
}
