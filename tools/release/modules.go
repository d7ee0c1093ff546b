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

// mod is a module that is released with its own tag.
type mod struct {
	module.Version

	dir  string // slash-separated path in the repository, "" for the root
	base string // the newest earlier version with a tag, or ""
}

// tag returns the git tag of a version of the module, <dir>/<version>.
func (m mod) tag(version string) string { return path.Join(m.dir, version) }

func (r *release) tags() []string {
	tags := make([]string, 0, len(r.modules))
	for _, m := range r.modules {
		tags = append(tags, m.tag(m.Version.Version))
	}
	return tags
}

// private lists the directories whose modules nobody imports.
func private() []string {
	return []string{"internal", "tools", "bench", "examples", "interop", "testdata"}
}

// findModules finds every module that others import, and checks that it requires the root module at the version to
// release, because importers do not see its replace line.
func findModules(ctx context.Context, r *release) (string, error) {
	tracked, err := git(ctx, r.root, "ls-files", "go.mod", "**/go.mod")
	if err != nil {
		return "", err
	}
	files := strings.Fields(tracked)
	slices.SortFunc(files, func(a, b string) int { return cmp.Compare(len(a), len(b)) }) // the root's go.mod first
	for _, file := range files {
		dir := strings.TrimSuffix(path.Dir(file), ".")
		if slices.ContainsFunc(strings.Split(dir, "/"), func(s string) bool { return slices.Contains(private(), s) }) {
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
		if err := checkRequirement(file, gomod, r); err != nil {
			return "", err
		}
	}
	return strings.Join(r.paths(), ", "), nil
}

// checkRequirement checks that a nested module requires the root module at the version to release.
func checkRequirement(file string, gomod *modfile.File, r *release) error {
	root := r.modules[0].Path
	for _, require := range gomod.Require {
		if require.Mod.Path == root && require.Mod.Version != r.version {
			return &problem{
				file, fmt.Sprintf("requires %s, not the version to release", require.Mod),
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

// imports returns an import line for each importable package of the module.
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
