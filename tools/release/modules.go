package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// mod is a module that gets a tag of its own.
type mod struct {
	module.Version

	dir  string // inside the repository, with slashes; "" is the root
	base string // its newest tagged version before this one, or ""
}

// tag is what git calls the version of the module: the Go command looks for <dir>/<version>.
func (m mod) tag(version string) string { return path.Join(m.dir, version) }

func (r *release) tags() []string {
	tags := make([]string, 0, len(r.modules))
	for _, m := range r.modules {
		tags = append(tags, m.tag(m.Version.Version))
	}
	return tags
}

// ours are directories whose modules serve this repository and are imported by nobody.
func ours() []string {
	return []string{"internal", "tools", "bench", "examples", "interop", "testdata"}
}

// findModules finds every module that others import, and checks that each asks for a root module they can get: a
// replace line counts only here.
func findModules(ctx context.Context, r *release) (string, error) {
	tracked, err := git(ctx, r.root, "ls-files", "go.mod", "**/go.mod")
	if err != nil {
		return "", err
	}
	files := strings.Fields(tracked)
	slices.SortFunc(files, func(a, b string) int { return cmp.Compare(len(a), len(b)) }) // the root's is the shortest
	for _, file := range files {
		dir := strings.TrimSuffix(path.Dir(file), ".")
		if slices.ContainsFunc(strings.Split(dir, "/"), func(s string) bool { return slices.Contains(ours(), s) }) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(r.root, filepath.FromSlash(file)))
		if err != nil {
			return "", err
		}
		gomod, err := modfile.Parse(file, text, nil)
		if err != nil {
			return "", err
		}
		r.modules = append(r.modules, mod{Version: module.Version{Path: gomod.Module.Mod.Path, Version: r.version}, dir: dir})
		if err := requiresRelease(file, gomod, r); err != nil {
			return "", err
		}
	}
	return strings.Join(r.paths(), ", "), nil
}

// requiresRelease says whether a nested module asks for the root module at the version that it is released with.
func requiresRelease(file string, gomod *modfile.File, r *release) error {
	root := r.modules[0].Path
	for _, require := range gomod.Require {
		if require.Mod.Path == root && require.Mod.Version != r.version {
			return &problem{
				file, fmt.Sprintf("requires %s, which is not what is released", require.Mod),
				fmt.Sprintf("run go -C %s mod edit -require=%s@%s", path.Dir(file), root, r.version),
			}
		}
	}
	return nil
}

func (r *release) paths() []string {
	paths := make([]string, 0, len(r.modules))
	for _, m := range r.modules {
		paths = append(paths, m.Path)
	}
	return paths
}

// imports returns an import line for each package of the module that others can import.
func (r *release) imports(ctx context.Context, m mod) (string, error) {
	list, err := r.goRun(ctx, filepath.Join(r.scratch.clone, m.dir),
		"list", "-f", `{{if ne .Name "main"}}{{.ImportPath}}{{end}}`, "./...")
	if err != nil {
		return "", err
	}
	var lines strings.Builder
	for pkg := range strings.FieldsSeq(list) {
		if !strings.Contains(pkg+"/", "/internal/") {
			fmt.Fprintf(&lines, "import _ %q\n", pkg)
		}
	}
	return lines.String(), nil
}
