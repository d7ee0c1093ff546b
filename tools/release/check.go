package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// release is what the steps know of the release to be.
type release struct {
	root      string // of the repository
	version   string // as v0.1.0
	gorelease string // the program
	modules   []mod  // the root module first, then those that are tagged beside it
	scratch   scratch
}

// A step either tells in one line what it saw, or returns a problem.
type step struct {
	name string
	run  func(context.Context, *release) (string, error)
}

// problem is a failure that somebody can do something about.
type problem struct {
	file, reason, remedy string
}

func (p *problem) Error() string { return p.file + ": " + p.reason + "; " + p.remedy }

// errStopped says that some steps failed; they have said why.
var errStopped = errors.New("not ready to be released")

// check runs the steps in two stages. All that only look are run before a failure ends the check, so that one run shows
// all that is missing; those that build need everything before them.
func check(ctx context.Context, out io.Writer, dir, version, gorelease string) error {
	root, err := git(ctx, dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return err
	}
	r := &release{root: strings.TrimSpace(root), version: version, gorelease: gorelease}
	looks := []step{
		{"version", versionIsNew},
		{"clean tree", treeIsClean},
		{"changelog", changelogHasEntry},
		{"spec version", specAgrees},
		{"modules", findModules},
	}
	builds := []step{
		{"zip", buildZips},
		{"gorelease", compareAPIs},
		{"quickstart", runQuickstart},
		{"nested modules", useNested},
	}
	failed := false
	for _, s := range looks {
		failed = !s.do(ctx, out, r) || failed
	}
	if failed {
		return errStopped
	}
	if err := r.scratch.make(ctx, r.root); err != nil {
		return err
	}
	defer r.scratch.remove()
	for _, s := range builds {
		if !s.do(ctx, out, r) {
			return errStopped
		}
	}
	_, err = fmt.Fprintf(out, "%s can be released: %s\n", version, strings.Join(r.tags(), ", "))
	return err
}

// do prints the one line of a step, and reports whether it passed.
func (s step) do(ctx context.Context, out io.Writer, r *release) bool {
	saw, err := s.run(ctx, r)
	word := "ok"
	if err != nil {
		word, saw = "FAIL", err.Error()
	}
	fmt.Fprintf(out, "%-4s  %-14s  %s\n", word, s.name, saw) //nolint:errcheck // nothing to do about a broken terminal
	return err == nil
}
