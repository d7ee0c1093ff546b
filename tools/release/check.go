package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// release is the state that the steps share.
type release struct {
	root       string   // root directory of the repository
	version    string   // such as v0.1.0
	gorelease  string   // path of the program
	goReleases []string // the supported Go releases, such as go1.26.8, the oldest first
	toolchains []toolchain
	modules    []mod // the root module first, then the nested modules with tags of their own
	scratch    scratch
}

// step is one check. Its run function returns a summary of one line, or an error.
type step struct {
	name string
	run  func(context.Context, *release) (string, error)
}

// problem is an error that the maintainer can fix.
type problem struct {
	file, reason, remedy string
}

func (p *problem) Error() string { return p.file + ": " + p.reason + "; " + p.remedy }

// errNotReady is returned after the failed steps have printed their problems.
var errNotReady = errors.New("not ready for release")

// check runs the steps in two stages. The preconditions all run, so that one run reports all problems. The builds need
// the preconditions and the builds before them.
func check(ctx context.Context, out io.Writer, dir string, requested release) error {
	root, err := git(ctx, dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return err
	}
	r := &requested
	r.root = strings.TrimSpace(root)
	preconditions := []step{
		{"version", checkVersion},
		{"clean tree", checkCleanTree},
		{"changelog", checkChangelog},
		{"spec version", checkSpecVersion},
		{"baseline", checkBaseline},
		{"modules", findModules},
		{"Go releases", findToolchains},
	}
	builds := []step{
		{"exported API", checkExported},
		{"zip", buildZips},
		{"gorelease", compareAPIs},
		{"quickstart", runQuickstart},
		{"nested modules", useNested},
		{"go install", installPrograms},
		{"assets", writeAssets},
	}
	ready := true
	for _, s := range preconditions {
		ready = s.do(ctx, out, r) && ready
	}
	if !ready {
		return errNotReady
	}
	if err := r.scratch.make(ctx, r.root); err != nil {
		return err
	}
	defer r.scratch.remove()
	for _, s := range builds {
		if !s.do(ctx, out, r) {
			return errNotReady
		}
	}
	_, err = fmt.Fprintf(out, "%s can be released; tags: %s\n", r.version, strings.Join(r.tags(), ", "))
	return err
}

// do runs the step, prints its result in one line, and reports whether it passed.
func (s step) do(ctx context.Context, out io.Writer, r *release) bool {
	summary, err := s.run(ctx, r)
	result := "ok"
	if err != nil {
		result, summary = "FAIL", err.Error()
	}
	fmt.Fprintf(out, "%-4s  %-14s  %s\n", result, s.name, summary) //nolint:errcheck // cannot be reported
	return err == nil
}
