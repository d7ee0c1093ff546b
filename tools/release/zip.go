package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
	"golang.org/x/mod/zip"
)

// buildZips writes each module at HEAD, and its newest earlier version, to the proxy directory.
func buildZips(ctx context.Context, r *release) (string, error) {
	r.scratch.trust(r.paths())
	var sizes []string
	for i := range r.modules {
		m := &r.modules[i]
		sums, err := os.ReadFile(filepath.Join(r.scratch.clone, m.dir, "go.sum"))
		if err != nil && !os.IsNotExist(err) {
			return "", err
		}
		r.scratch.gosums = append(r.scratch.gosums, sums...)
		size, err := r.publish(ctx, *m, "HEAD")
		if err != nil {
			return "", err
		}
		if m.base, err = r.earlier(ctx, *m); err != nil {
			return "", err
		}
		if m.base != "" {
			old := *m
			old.Version.Version = m.base
			if _, err := r.publish(ctx, old, m.tag(m.base)); err != nil {
				return "", err
			}
		}
		if err := r.writeList(*m, m.base); err != nil {
			return "", err
		}
		sizes = append(sizes, fmt.Sprintf("%s %d KiB", path.Base(m.Path), size>>10))
	}
	return strings.Join(sizes, ", "), nil
}

// writeList writes the list of the versions of a module.
func (r *release) writeList(m mod, versions ...string) error {
	list := []byte(strings.TrimSpace(strings.Join(versions, "\n")) + "\n")
	return os.WriteFile(filepath.Join(r.proxyDir(m), "list"), list, 0o600)
}

// listNewVersion adds the new version to the list of each module. It runs after gorelease, which refuses a version that
// is already on the list.
func (r *release) listNewVersion() error {
	for _, m := range r.modules {
		if err := r.writeList(m, m.base, m.Version.Version); err != nil {
			return err
		}
	}
	return nil
}

// publish writes the .zip, .mod and .info files of one version, which the module proxy protocol requires.
func (r *release) publish(ctx context.Context, m mod, revision string) (size int, err error) {
	dir := r.proxyDir(m)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return 0, err
	}
	gomod, err := git(ctx, r.scratch.clone, "show", revision+":"+path.Join(m.dir, "go.mod"))
	if err != nil {
		return 0, err
	}
	date, err := git(ctx, r.scratch.clone, "log", "-1", "--format=%cI", revision)
	if err != nil {
		return 0, err
	}
	committed, err := time.Parse(time.RFC3339, strings.TrimSpace(date))
	if err != nil {
		return 0, err
	}
	info, err := json.Marshal(struct {
		Version string
		Time    time.Time
	}{m.Version.Version, committed.UTC()})
	if err != nil {
		return 0, err
	}
	var archive bytes.Buffer
	if err := zip.CreateFromVCS(&archive, m.Version, r.scratch.clone, revision, m.dir); err != nil {
		return 0, &problem{path.Join(m.dir, "go.mod"), err.Error(), "fix the module: the Go module proxy would refuse it too"}
	}
	for ext, content := range map[string][]byte{"mod": []byte(gomod), "info": info, "zip": archive.Bytes()} {
		if err := os.WriteFile(filepath.Join(dir, m.Version.Version+"."+ext), content, 0o600); err != nil {
			return 0, err
		}
	}
	return archive.Len(), nil
}

// proxyDir returns the directory of a module in the proxy: the escaped path, then @v.
func (r *release) proxyDir(m mod) string {
	escaped, err := module.EscapePath(m.Path)
	if err != nil {
		escaped = m.Path // go.mod was parsed, so the path is valid
	}
	return filepath.Join(r.scratch.proxy, filepath.FromSlash(escaped), "@v")
}

// earlier returns the newest earlier version of the module that has a tag, or "".
func (r *release) earlier(ctx context.Context, m mod) (string, error) {
	tags, err := git(ctx, r.scratch.clone, "tag", "--list", m.tag("v*"))
	if err != nil {
		return "", err
	}
	newest := ""
	for tag := range strings.FieldsSeq(tags) {
		v := path.Base(tag)
		if semver.IsValid(v) && semver.Compare(v, r.version) < 0 && semver.Compare(v, newest) > 0 {
			newest = v
		}
	}
	return newest, nil
}
