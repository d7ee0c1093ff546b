package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func (c *change) lint() (proceed bool, err error) {
	output, ok, err := c.command("sh", "tools/spec/lint.sh")
	if err != nil || ok {
		c.printf("  no problem found\n")
		return ok, err
	}
	c.indent(output)
	c.todo("fix %s; no code was generated", specFile)
	return false, nil
}

// compare compares the spec or the exported API with the last release.
func (c *change) compare(what string) (proceed bool, err error) {
	output, ok, err := c.command("sh", "tools/baseline.sh", what, c.base)
	if err != nil {
		return false, err
	}
	lines := strings.Split(strings.TrimRight(output, "\n"), "\n")
	for _, line := range lines {
		if strings.HasPrefix(line, "    version: ") {
			c.versions = append(c.versions, strings.TrimSpace(line))
		} else {
			c.printf("%s\n", line)
		}
	}
	if !ok {
		c.versions = append(c.versions, lines[len(lines)-1]) // the reason and the remedy
		c.unannounced = true
	}
	return true, nil
}

// generate runs go generate in every module.
func (c *change) generate() (proceed bool, err error) {
	before, err := c.contents()
	if err != nil {
		return false, err
	}
	generators, err := c.generators()
	if err != nil {
		return false, err
	}
	for _, module := range generators {
		output, ok, err := c.command(goCommand(), "-C", module, "generate", "./...")
		if err != nil {
			return false, err
		}
		if !ok {
			c.indent(output)
			c.todo("change %s so that the generators of module %s support it", specFile, module)
			return false, nil
		}
	}
	after, err := c.contents()
	if err != nil {
		return false, err
	}
	written := false
	for _, file := range slices.Sorted(maps.Keys(after)) {
		if before[file] != after[file] {
			written = true
			c.printf("  regenerated: %s\n", file)
		}
	}
	if !written {
		c.printf("  the generated code is unchanged\n")
	}
	return true, nil
}

// isDerived reports whether go generate writes the file.
func isDerived(file string) bool {
	return strings.HasSuffix(file, ".gen.go") || strings.HasSuffix(file, "_gen.go") ||
		file == "api/README.md" || file == "api/openapi-plain.yaml"
}

// contents returns the contents of all files that generate may write.
func (c *change) contents() (map[string]string, error) {
	contents := make(map[string]string)
	err := c.walk(func(file string) error {
		if !isDerived(file) {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(c.root, file)) //nolint:gosec // a file of the repository
		contents[file] = string(text)
		return err
	})
	return contents, err
}

// generators returns the modules that have a go:generate line, the root module first.
func (c *change) generators() (generators []string, err error) {
	modules, err := c.modules()
	if err != nil {
		return nil, err
	}
	err = c.walk(func(file string) error {
		if filepath.Ext(file) != ".go" {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(c.root, file)) //nolint:gosec // a file of the repository
		if module := moduleOf(modules, file); strings.Contains(string(text), "\n//go:generate ") &&
			!slices.Contains(generators, module) {
			generators = append(generators, module)
		}
		return err
	})
	slices.Sort(generators) // "." sorts first
	return generators, err
}

// modules returns the directories of the modules that contain Go code, the root module first. Those below interop
// import clients that are not committed.
func (c *change) modules() (modules []string, err error) {
	err = c.walk(func(file string) error {
		isCode := file != "tools/actionlint/go.mod" && !strings.HasPrefix(file, "interop/")
		if filepath.Base(file) == "go.mod" && isCode {
			modules = append(modules, filepath.Dir(file))
		}
		return nil
	})
	slices.Sort(modules)
	return modules, err
}

// moduleOf returns the innermost module that contains a file.
func moduleOf(modules []string, file string) string {
	module := "."
	for _, m := range modules {
		if strings.HasPrefix(file, m+"/") && len(m) > len(module) {
			module = m
		}
	}
	return module
}

// walk calls visit with the path of each file, except in hidden and installed directories.
func (c *change) walk(visit func(file string) error) error {
	return fs.WalkDir(os.DirFS(c.root), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if !entry.IsDir() {
			return visit(path)
		}
		if path != "." && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata") {
			return fs.SkipDir
		}
		return nil
	})
}

// place matches a position at the start of a compiler or vet message.
var place = regexp.MustCompile(`^(?:vet: )?(?:\./)?(\S+\.go):\d+:\d+: `)

// compile compiles the packages and tests of every module, and reports all errors of the first module that has any.
func (c *change) compile() (proceed bool, err error) {
	modules, err := c.modules()
	if err != nil {
		return false, err
	}
	for _, module := range modules {
		output, ok, err := c.command(goCommand(), "-C", module, "vet", "./...")
		if err != nil {
			return false, err
		}
		if ok {
			continue
		}
		lines, files := compileErrors(module, output)
		c.indent(strings.Join(lines, "\n"))
		c.todo("fix the compile errors in %s", strings.Join(files, ", "))
		return false, nil
	}
	c.printf("  all packages of %d modules compile\n", len(modules))
	return true, nil
}

// compileErrors returns the messages of go vet with paths from the root of the repository, and the files that they
// name.
// It returns each message once, because vet reports a package once for itself and once for its tests.
func compileErrors(module, output string) (lines, files []string) {
	for line := range strings.SplitSeq(strings.TrimSpace(output), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if match := place.FindStringSubmatch(line); match != nil {
			file := filepath.Join(module, match[1])
			_, rest, _ := strings.Cut(line, match[1])
			line = file + rest
			if !slices.Contains(files, file) {
				files = append(files, file)
			}
		}
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return lines, files
}
