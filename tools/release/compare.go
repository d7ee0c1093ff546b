package main

import (
	"cmp"
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// compareAPIs asks gorelease whether the version fits what changed since the one before. It works in the clone.
func compareAPIs(ctx context.Context, r *release) (string, error) {
	var saw []string
	for _, m := range r.modules {
		if err := r.asPublished(ctx, m); err != nil {
			return "", err
		}
		base := cmp.Or(m.base, "none")
		if err := r.runGorelease(ctx, m, base); err != nil {
			return "", &problem{path.Join(m.dir, "go.mod"), err.Error(), "change the version or the API"}
		}
		saw = append(saw, path.Base(m.Path)+" compared with "+base)
	}
	return strings.Join(saw, ", "), r.announce()
}

// asPublished makes a nested module in the clone what importers see: without its replace lines, and with the checksum
// of the root module that it then needs.
func (r *release) asPublished(ctx context.Context, m mod) error {
	if m.dir == "" {
		return nil
	}
	dir := filepath.Join(r.scratch.clone, m.dir)
	for _, p := range r.paths() {
		if _, err := run(ctx, dir, r.scratch.goEnv, "go", "mod", "edit", "-dropreplace="+p); err != nil {
			return err
		}
	}
	if _, err := run(ctx, dir, r.scratch.goEnv, "go", "mod", "tidy"); err != nil {
		return err
	}
	_, err := git(ctx, r.scratch.clone, "-c", "user.name=release-check", "-c", "user.email=none@example.com",
		"-c", "core.hooksPath="+r.scratch.dir, "commit", "--quiet", "--all", "--allow-empty", "--message=as published")
	return err
}

// runGorelease gives gorelease a second try, offline, with what is downloaded by then: it asks for the retractions of
// every module of the graph, and a proxy that is slow, or has forgotten one of them, must not decide about our release.
// Nor does the checksum database: that graph is only compared, and go.sum holds all that gets linked.
func (r *release) runGorelease(ctx context.Context, m mod, base string) error {
	dir := filepath.Join(r.scratch.clone, m.dir)
	env := append(slices.Clip(r.scratch.goEnv), "GOSUMDB=off")
	args := []string{"-base=" + base, "-version=" + r.version}
	if _, err := run(ctx, dir, env, r.gorelease, args...); err == nil {
		return nil
	}
	if base != "none" {
		if err := r.load(ctx, m, base, env); err != nil {
			return err
		}
	}
	_, err := run(ctx, dir, append(env, "GOPROXY="+fileURL(r.scratch.proxy)), r.gorelease, args...)
	return err
}

// load downloads the module graph of an earlier version, as gorelease does it: for a module without a go line, so that
// nothing is pruned.
func (r *release) load(ctx context.Context, m mod, version string, env []string) error {
	imports, err := r.imports(ctx, m)
	if err != nil {
		return err
	}
	dir, err := r.scratch.module("load", map[string][]byte{
		"go.mod":  []byte("module load\n\nrequire " + m.Path + " " + version + "\n"),
		"load.go": []byte("package load\n\n" + imports),
	})
	if err != nil {
		return err
	}
	_, _ = run(ctx, dir, env, "go", "get", ".") // what fails here will fail in gorelease, which says more
	return nil
}
