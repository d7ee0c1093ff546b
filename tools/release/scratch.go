package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// scratch is where the release is tried: nothing of it reaches the repository, or the module cache, where a version
// that was only tried would be taken for the real one from then on.
type scratch struct {
	dir    string
	clone  string   // the repository, at HEAD, with its tags
	proxy  string   // a module proxy, laid out on disk
	goEnv  []string // lets the go command find modules in proxy, then where it always does
	gosums []byte   // checksums of what the modules link, so that a filled module cache is enough
}

func (s *scratch) make(ctx context.Context, root string) error {
	dir, err := os.MkdirTemp("", "release-check-")
	if err != nil {
		return err
	}
	s.dir, s.clone, s.proxy = dir, filepath.Join(dir, "clone"), filepath.Join(dir, "proxy")
	if _, err := git(ctx, root, "clone", "--quiet", root, s.clone); err != nil {
		return err
	}
	vars, err := run(ctx, root, nil, "go", "env", "GOPROXY", "GOMODCACHE", "GOSUMDB")
	if err != nil {
		return err
	}
	lines := strings.Split(vars, "\n")
	cache := filepath.Join(lines[1], "cache", "download") // has the layout of a proxy
	s.goEnv = []string{
		"GOWORK=off", // a workspace would answer for the modules
		"GOPROXY=" + strings.Join([]string{fileURL(s.proxy), fileURL(cache), lines[0]}, ","),
		"GOMODCACHE=" + filepath.Join(dir, "modcache"),
		"GOFLAGS=-mod=mod -modcacherw -buildvcs=false",
		// No setting may lead past the proxies. An empty one counts as unset, so the file of go env -w goes too.
		"GOENV=off", "GOPRIVATE=", "GONOPROXY=", "GOSUMDB=" + lines[2],
	}
	return nil
}

// trust exempts modules from the checksum database: it does not know them before they are published.
func (s *scratch) trust(paths []string) {
	s.goEnv = append(s.goEnv, "GONOSUMDB="+strings.Join(paths, ","))
}

// module writes the files of a scratch module.
func (s *scratch) module(name string, files map[string][]byte) (dir string, err error) {
	if dir, err = os.MkdirTemp(s.dir, name+"-"); err != nil {
		return "", err
	}
	for file, content := range files {
		if err := os.WriteFile(filepath.Join(dir, file), content, 0o600); err != nil {
			return "", err
		}
	}
	return dir, nil
}

func (s *scratch) remove() { _ = os.RemoveAll(s.dir) }

func fileURL(dir string) string {
	slashed := filepath.ToSlash(dir)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // a drive letter
	}
	return "file://" + slashed
}
