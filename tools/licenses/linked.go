package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// dependency is a module that an importable package or a program in cmd links.
type dependency struct {
	Path, Version, Dir string

	by    []string // the packages of this repository that link it
	kinds []string // SPDX names
	texts []text
}

// rootModule is the path of the root module, and the prefix of the paths of nested modules.
const rootModule = "github.com/ledgerlink/link-sdk-go"

// linked returns the modules that the importable packages and the programs in cmd link, sorted by path. Others are not
// distributed.
func linked(ctx context.Context, root string) ([]*dependency, error) {
	found := map[string]*dependency{}
	dirs, err := modules(root)
	if err != nil {
		return nil, err
	}
	for _, dir := range dirs {
		packages, err := list(ctx, dir, "./...")
		if err != nil {
			return nil, err
		}
		for _, pkg := range packages {
			program := pkg.Name == "main" && !strings.HasPrefix(pkg.ImportPath, rootModule+"/cmd/")
			if program || strings.Contains(pkg.ImportPath+"/", "/internal/") {
				continue
			}
			if err := link(ctx, dir, pkg.ImportPath, found); err != nil {
				return nil, err
			}
		}
	}
	all := make([]*dependency, 0, len(found))
	for _, d := range found {
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b *dependency) int { return cmp.Compare(a.Path, b.Path) })
	return all, nil
}

// link adds to found the modules that one package links.
func link(ctx context.Context, dir, pkg string, found map[string]*dependency) error {
	deps, err := list(ctx, dir, "-deps", pkg)
	if err != nil {
		return err
	}
	short := strings.TrimPrefix(pkg, rootModule+"/")
	for _, dep := range deps {
		if dep.Module == nil || strings.HasPrefix(dep.Module.Path+"/", rootModule+"/") {
			continue
		}
		d := found[dep.Module.Path]
		if d == nil {
			d = dep.Module
			found[d.Path] = d
		}
		if !slices.Contains(d.by, short) {
			d.by = append(d.by, short)
		}
	}
	return nil
}

// modules returns the directories of the modules that others import.
func modules(root string) ([]string, error) {
	private := []string{"internal", "tools", "bench", "examples", "interop", "testdata", "node_modules"}
	var dirs []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch name := entry.Name(); {
		case err != nil:
			return err
		case path == root:
		case entry.IsDir() && (name[0] == '.' || slices.Contains(private, name)):
			return fs.SkipDir
		case name == "go.mod":
			dirs = append(dirs, filepath.Dir(path))
		}
		return nil
	})
	return dirs, err
}

type listed struct {
	ImportPath, Name string
	Module           *dependency
}

func list(ctx context.Context, dir string, args ...string) ([]listed, error) {
	args = append([]string{"list", "-json=ImportPath,Name,Module"}, args...)
	cmd := exec.CommandContext(ctx, "go", args...) //nolint:gosec // a fixed program
	cmd.Dir = dir
	// The result must not depend on the platform or on a workspace.
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOOS=linux", "GOARCH=amd64")
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return nil, fmt.Errorf("%s: go %s: %s", dir, strings.Join(args, " "), exit.Stderr)
	}
	if err != nil {
		return nil, err
	}
	var all []listed
	decoder := json.NewDecoder(bytes.NewReader(out))
	for {
		var pkg listed
		err := decoder.Decode(&pkg)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, pkg)
	}
}
