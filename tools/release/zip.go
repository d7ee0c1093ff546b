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

// buildZips publishes each module at HEAD, and its newest earlier version, to the proxy on disk.
func buildZips(ctx context.Context, r *release) (string, error) {
	r.scratch.trust(r.paths())
	var saw []string
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
		saw = append(saw, fmt.Sprintf("%s %d KiB", path.Base(m.Path), size>>10))
	}
	return strings.Join(saw, ", "), nil
}

// writeList writes the versions that the proxy offers of a module.
func (r *release) writeList(m mod, versions ...string) error {
	list := []byte(strings.TrimSpace(strings.Join(versions, "\n")) + "\n")
	return os.WriteFile(filepath.Join(r.proxyDir(m), "list"), list, 0o600)
}

// announce adds the new version to the list of each module. It comes after gorelease, which refuses a version that is
// on the list already.
func (r *release) announce() error {
	for _, m := range r.modules {
		if err := r.writeList(m, m.base, m.Version.Version); err != nil {
			return err
		}
	}
	return nil
}

// publish writes the .zip, .mod and .info of one version, as the module proxy protocol asks for them.
func (r *release) publish(ctx context.Context, m mod, revision string) (size int, err error) {
	dir := r.proxyDir(m)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return 0, err
	}
	gomod, err := git(ctx, r.scratch.clone, "show", revision+":"+path.Join(m.dir, "go.mod"))
	if err != nil {
		return 0, err
	}
	seconds, err := git(ctx, r.scratch.clone, "log", "-1", "--format=%cI", revision)
	if err != nil {
		return 0, err
	}
	committed, err := time.Parse(time.RFC3339, strings.TrimSpace(seconds))
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
		return 0, &problem{path.Join(m.dir, "go.mod"), err.Error(), "the Go proxy would refuse this module too"}
	}
	for ext, content := range map[string][]byte{"mod": []byte(gomod), "info": info, "zip": archive.Bytes()} {
		if err := os.WriteFile(filepath.Join(dir, m.Version.Version+"."+ext), content, 0o600); err != nil {
			return 0, err
		}
	}
	return archive.Len(), nil
}

// proxyDir is where the proxy keeps a module: its path with capitals escaped, then @v.
func (r *release) proxyDir(m mod) string {
	escaped, err := module.EscapePath(m.Path)
	if err != nil {
		escaped = m.Path // go.mod was parsed, so the path is valid
	}
	return filepath.Join(r.scratch.proxy, filepath.FromSlash(escaped), "@v")
}

// earlier returns the newest tagged version of the module before this one, or "".
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
