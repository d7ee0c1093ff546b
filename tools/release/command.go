package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// run executes a program and returns its standard output. An error contains all of its output.
func run(ctx context.Context, dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // git, go and gorelease
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		output := strings.TrimSpace(stdout.String() + stderr.String())
		return "", fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, output)
	}
	return stdout.String(), nil
}

func git(ctx context.Context, dir string, args ...string) (string, error) {
	return run(ctx, dir, nil, "git", args...)
}

// toolchain is a Go release. Its go command is started by its path, so that no step downloads the release again into
// the module cache of the check.
type toolchain struct {
	name    string // such as go1.26.8
	root    string // GOROOT
	command string // path of the go command
}

// findToolchains finds the go command of each supported Go release.
func findToolchains(ctx context.Context, r *release) (string, error) {
	for _, name := range r.goReleases {
		vars, err := run(ctx, r.root, []string{"GOROOT=", "GOTOOLCHAIN=" + name}, "go", "env", "GOVERSION", "GOROOT")
		if err != nil {
			return "", &problem{name, err.Error(), "correct GO_RELEASES in the Makefile, or install the release"}
		}
		lines := strings.Split(vars, "\n")
		command := filepath.Join(lines[1], "bin", "go")
		r.toolchains = append(r.toolchains, toolchain{name: lines[0], root: lines[1], command: command})
	}
	if r.toolchains == nil {
		return "", &problem{"Makefile", "GO_RELEASES is empty", "list the supported Go releases, the oldest first"}
	}
	return strings.Join(r.goReleases, ", "), nil
}
