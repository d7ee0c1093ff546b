package main

import (
	"cmp"
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// compareAPIs checks with gorelease, in the clone, that the version number fits the API changes since the last version.
func compareAPIs(ctx context.Context, r *release) (string, error) {
	var results []string
	for _, m := range r.modules {
		if err := r.prepareNested(ctx, m); err != nil {
			return "", err
		}
		base := cmp.Or(m.base, "none")
		if err := r.runGorelease(ctx, m, base); err != nil {
			return "", &problem{path.Join(m.dir, "go.mod"), err.Error(), "change the version or the API"}
		}
		results = append(results, path.Base(m.Path)+" compared with "+base)
	}
	return strings.Join(results, ", "), r.listNewVersion()
}

// prepareNested removes the replace lines of a nested module in the clone, which importers do not see, and adds the
// checksum of the root module that the nested module then needs.
func (r *release) prepareNested(ctx context.Context, m mod) error {
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
		"-c", "core.hooksPath="+r.scratch.dir, "commit", "--quiet", "--all", "--allow-empty", "--message=drop replace lines")
	return err
}

// runGorelease runs gorelease, and if it fails, runs it again offline with the modules that are downloaded by then.
// gorelease looks up the retractions of every module of the graph, and a slow or incomplete proxy must not block the
// release. The checksum database is not used, because the graph is only compared, and go.sum covers all linked modules.
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

// load downloads the module graph of an earlier version. Its module has no go line, so that the graph is not pruned, as
// in gorelease.
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
	_, _ = run(ctx, dir, env, "go", "get", ".") // if this fails, gorelease fails with a better message
	return nil
}
