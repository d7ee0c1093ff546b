package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// scratch is the temporary directory of the check. The repository and the module cache are not changed, because a test
// version in the module cache would later be used instead of the real one.
type scratch struct {
	dir    string
	clone  string   // a clone of the repository, at HEAD, with its tags
	proxy  string   // a directory in the layout of a module proxy
	goEnv  []string // makes the go command use proxy first, then the configured proxies
	gosums []byte   // checksums of the linked modules, so that a full module cache is enough
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
		"GOWORK=off", // a workspace would replace the modules
		// A dependency that needs a newer Go release must fail instead of downloading it. An empty variable counts as unset.
		"GOTOOLCHAIN=local", "GOROOT=",
		"GOPROXY=" + strings.Join([]string{fileURL(s.proxy), fileURL(cache), lines[0]}, ","),
		"GOMODCACHE=" + filepath.Join(dir, "modcache"),
		// Without -trimpath the build cache would be of no use, because the directory of the sources is new in each run.
		"GOFLAGS=-mod=mod -modcacherw -buildvcs=false -trimpath",
		// No setting may bypass the proxies, so GOENV=off disables go env -w, too.
		"GOENV=off", "GOPRIVATE=", "GONOPROXY=", "GOSUMDB=" + lines[2],
	}
	return nil
}

// trust excludes modules from the checksum database, which does not contain them before they are published.
func (s *scratch) trust(paths []string) {
	s.goEnv = append(s.goEnv, "GONOSUMDB="+strings.Join(paths, ","))
}

// module creates a module with these files in a new directory.
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
