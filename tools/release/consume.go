package main

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const readme = "README.md"

// vendorURL is the base URL in the README's snippet. The check replaces it by the URL of a server on loopback.
const vendorURL = `"https://api.ledgerlink.ai"`

//go:embed testdata/quickstart
var quickstart embed.FS

var goBlock = regexp.MustCompile("(?s)```go\n(.*?)```")

// snippet returns the first Go code block of the README that creates a client.
func snippet(text []byte) ([]byte, error) {
	for _, block := range goBlock.FindAllSubmatch(text, -1) {
		if bytes.Contains(block[1], []byte("customers.New("+vendorURL)) {
			return bytes.ReplaceAll(block[1], []byte(vendorURL), []byte(`os.Getenv("LEDGERLINK_BASE_URL")`)), nil
		}
	}
	return nil, &problem{readme, "no Go code that calls customers.New(" + vendorURL, "restore the quickstart"}
}

// runQuickstart gets the module, compiles the README's snippet and runs it against customerstest, which must receive
// the User-Agent of the version to release. It does so with each supported Go release.
func runQuickstart(ctx context.Context, r *release) (string, error) {
	text, err := os.ReadFile(filepath.Join(r.scratch.clone, readme))
	if err != nil {
		return "", err
	}
	program, err := snippet(text)
	if err != nil {
		return "", err
	}
	test, err := quickstart.ReadFile("testdata/quickstart/main_test.go.txt")
	if err != nil {
		return "", err
	}
	sdk := r.modules[0]
	var names []string
	for _, chain := range r.toolchains {
		dir, err := r.consumer(ctx, chain.command, sdk, map[string][]byte{"main.go": program, "main_test.go": test})
		if err != nil {
			return "", err
		}
		exe := filepath.Join(dir, "quickstart.exe")
		if _, err := run(ctx, dir, r.scratch.goEnv, chain.command, "build", "-o", exe, "."); err != nil {
			return "", &problem{readme, chain.name + ": " + err.Error(), "fix the snippet so that it compiles"}
		}
		env := append([]string{"QUICKSTART=" + exe, "SDK_VERSION=" + r.version}, r.scratch.goEnv...)
		if _, err := run(ctx, dir, env, chain.command, "test", "-count=1", "-run=^TestQuickstart$", "."); err != nil {
			return "", &problem{readme, chain.name + ": " + err.Error(), "fix the snippet so that it runs"}
		}
		names = append(names, chain.name)
	}
	return fmt.Sprintf("go get %s, compiled, run with %s, User-Agent link-sdk-go/%s",
		sdk, strings.Join(names, " and "), r.version), nil
}

// useNested compiles and runs a program that imports every package of a nested module, for each nested module.
func useNested(ctx context.Context, r *release) (string, error) {
	var results []string
	for _, m := range r.modules[1:] {
		imports, err := r.imports(ctx, m)
		if err != nil {
			return "", err
		}
		program := []byte("package main\n\n" + imports + "\nfunc main() {}\n")
		dir, err := r.consumer(ctx, "go", m, map[string][]byte{"main.go": program})
		if err != nil {
			return "", err
		}
		if _, err := r.goRun(ctx, dir, "run", "."); err != nil {
			return "", &problem{m.dir + "/go.mod", err.Error(), "fix the module: importers cannot use it"}
		}
		results = append(results, "go get "+m.String()+", compiled, run")
	}
	if results == nil {
		return "none", nil
	}
	return strings.Join(results, ", "), nil
}

// consumer creates a module that gets m from the proxy with a go command, as importers do.
func (r *release) consumer(
	ctx context.Context, command string, m mod, files map[string][]byte,
) (dir string, err error) {
	files["go.mod"] = []byte("module example.com/consumer\n\ngo 1.26\n")
	files["go.sum"] = r.scratch.gosums
	if dir, err = r.scratch.module("consumer", files); err != nil {
		return "", err
	}
	if _, err := run(ctx, dir, r.scratch.goEnv, command, "get", m.String()); err != nil {
		return "", &problem{filepath.Join(m.dir, "go.mod"), err.Error(), "fix the module: importers cannot get it"}
	}
	return dir, nil
}

func (r *release) goRun(ctx context.Context, dir string, args ...string) (string, error) {
	return run(ctx, dir, r.scratch.goEnv, "go", args...)
}
