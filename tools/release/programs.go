package main

import (
	"bufio"
	"bytes"
	"context"
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// programs returns the commands that users install, and that are published for users without Go.
func programs() []string { return []string{"sandbox", "verify"} }

// installPrograms installs the programs with each supported Go release, as users do, and lets verify check the sandbox.
func installPrograms(ctx context.Context, r *release) (string, error) {
	var names []string
	for _, chain := range r.toolchains {
		bin, err := r.install(ctx, chain, runtime.GOOS, runtime.GOARCH)
		if err != nil {
			return "", &problem{"cmd", chain.name + ": " + err.Error(), "fix the module: go install refuses it"}
		}
		if err := verifySandbox(ctx, bin); err != nil {
			return "", &problem{"cmd", chain.name + ": " + err.Error(), "fix the programs"}
		}
		names = append(names, chain.name)
	}
	return fmt.Sprintf("cmd/{%s}@%s, run with %s",
		strings.Join(programs(), ","), r.version, strings.Join(names, " and ")), nil
}

// install runs go install for a platform and returns the directory of the programs. The flags and variables make the
// programs depend on nothing but the version, the Go release and the platform.
func (r *release) install(ctx context.Context, chain toolchain, goos, goarch string) (dir string, err error) {
	gopath := filepath.Join(r.scratch.dir, "gopath")
	env := append(slices.Clip(r.scratch.goEnv), "GOPATH="+gopath, "GOBIN=", "GOOS="+goos, "GOARCH="+goarch,
		"CGO_ENABLED=0", "GOAMD64=v1", "GOARM64=v8.0", "GOEXPERIMENT=", "GOFIPS140=off",
		"GOSUMDB=off") // checkPrograms compares with go.sum, which needs no network
	for _, name := range programs() {
		program := r.modules[0].Path + "/cmd/" + name + "@" + r.version
		_, err := run(ctx, r.scratch.dir, env, chain.command, "install", "-trimpath", "-ldflags=-s -w", program)
		if err != nil {
			return "", err
		}
	}
	dir = filepath.Join(gopath, "bin")
	if goos != runtime.GOOS || goarch != runtime.GOARCH {
		dir = filepath.Join(dir, goos+"_"+goarch)
	}
	return dir, r.checkPrograms(dir, goos)
}

// checkPrograms checks that the programs in a directory are of the version to release, and that they link the modules
// whose checksums are in go.sum.
func (r *release) checkPrograms(dir, goos string) error {
	for _, name := range programs() {
		info, err := buildinfo.ReadFile(filepath.Join(dir, executable(name, goos)))
		if err != nil {
			return err
		}
		if info.Main.Version != r.version {
			return fmt.Errorf("%s is of %s, not of %s", name, info.Main.Version, r.version)
		}
		for _, dep := range info.Deps {
			line := fmt.Appendf(nil, "%s %s %s\n", dep.Path, dep.Version, dep.Sum)
			if !bytes.Contains(r.scratch.gosums, line) {
				return fmt.Errorf("%s links a module that is not in go.sum: %s", name, bytes.TrimSpace(line))
			}
		}
	}
	return nil
}

// executable returns the file name of a program.
func executable(name, goos string) string {
	if goos == "windows" {
		return name + ".exe"
	}
	return name
}

// verifySandbox starts the sandbox in a directory of programs and runs verify against it.
func verifySandbox(ctx context.Context, dir string) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	program := func(name string) string { return filepath.Join(dir, executable(name, runtime.GOOS)) }
	sandbox := exec.CommandContext(ctx, program("sandbox"), "-json", "-addr=127.0.0.1:0") //nolint:gosec // our program
	var stderr bytes.Buffer
	sandbox.Stderr = &stderr
	stdout, err := sandbox.StdoutPipe()
	if err != nil {
		return err
	}
	if err := sandbox.Start(); err != nil {
		return err
	}
	line, _ := bufio.NewReader(stdout).ReadBytes('\n') // a read error leaves invalid JSON
	var started struct{ URL, Key string }
	if err := json.Unmarshal(line, &started); err != nil {
		stop()
		_ = sandbox.Wait() // Stderr is complete then
		return fmt.Errorf("sandbox -json printed %q: %w\n%s", line, err, &stderr)
	}
	defer sandbox.Wait() //nolint:errcheck // it was killed
	defer stop()
	_, err = run(ctx, dir, []string{"LEDGERLINK_API_KEY=" + started.Key},
		program("verify"), "-base-url="+started.URL, "-write", "-pace=0")
	return err
}
