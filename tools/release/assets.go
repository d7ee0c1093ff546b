package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// checksums is the name of the asset that lists the others, in the format of sha256sum.
const checksums = "SHA256SUMS"

// platforms returns the platforms of the published programs.
func platforms() []string {
	return []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}
}

// published returns the files that are published under their own names, so that the address of the newest one never
// changes: the spec, the licenses, and the stories for other tools.
func published() []string {
	return []string{
		specFile, plainSpecFile, "LICENSE", "THIRD_PARTY_LICENSES.md", "interop/stories/customers.http",
		"interop/stories/customers.hurl", "interop/stories/customers.postman_collection.json",
	}
}

// assetsDir returns the directory of the files to publish.
func (r *release) assetsDir() string { return filepath.Join(r.root, ".cache", "release", r.version) }

// assets writes files to publish, and collects their checksums.
type assets struct {
	dir  string
	sums strings.Builder
	n    int
}

// copy copies a file. Programs are executable.
func (a *assets) copy(name, file string, perm os.FileMode) error {
	content, err := os.ReadFile(file) //nolint:gosec // a file of the repository, or a program that was built
	if err != nil {
		return err
	}
	target := filepath.Join(a.dir, name)
	if _, err := os.Lstat(target); err == nil {
		return &problem{file, "another asset is named " + name, "rename one of the files"}
	}
	fmt.Fprintf(&a.sums, "%x  %s\n", sha256.Sum256(content), name)
	a.n++
	return os.WriteFile(target, content, perm) //nolint:gosec // a directory of the check
}

// writeAssets builds the programs for all platforms with the newest Go release, and collects everything to publish. The
// checksums are written last: a directory without them is incomplete.
func writeAssets(ctx context.Context, r *release) (string, error) {
	a := assets{dir: r.assetsDir()}
	if err := os.RemoveAll(a.dir); err != nil {
		return "", err
	}
	if err := os.MkdirAll(a.dir, 0o750); err != nil {
		return "", err
	}
	for _, file := range published() {
		if err := a.copy(path.Base(file), filepath.Join(r.scratch.clone, file), 0o600); err != nil {
			return "", err
		}
	}
	chain := r.toolchains[len(r.toolchains)-1]
	// Programs contain the standard library, whose license must be distributed with them.
	if err := a.copy("LICENSE-go", filepath.Join(chain.root, "LICENSE"), 0o600); err != nil {
		return "", err
	}
	for _, platform := range platforms() {
		goos, goarch, _ := strings.Cut(platform, "/")
		bin, err := r.install(ctx, chain, goos, goarch)
		if err != nil {
			return "", &problem{"cmd", platform + ": " + err.Error(), "fix the programs so that they compile"}
		}
		for _, name := range programs() {
			built := executable(name, goos)
			asset := strings.Join([]string{name, r.version, goos, goarch}, "-") + filepath.Ext(built)
			if err := a.copy(asset, filepath.Join(bin, built), 0o755); err != nil {
				return "", err
			}
		}
	}
	if err := os.WriteFile(filepath.Join(a.dir, checksums), []byte(a.sums.String()), 0o600); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d files and %s in .cache/release/%s, built with %s", a.n, checksums, r.version, chain.name), nil
}
