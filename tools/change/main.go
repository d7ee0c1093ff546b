// Command change runs the steps after a change of api/openapi.yaml: lint, diff, generate, compile, compare the exported
// API, test. Each step prints what it found and what to do. The last lines list what is still open: what failed, and
// each gate that has not run, with its command.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

const specFile = "api/openapi.yaml"

func main() {
	root := flag.String("C", ".", "the root `directory` of the repository")
	base := flag.String("base", "", "compare with this git `ref` instead of tools/baseline")
	packages := flag.String("packages", "./...", "test these `packages` of the root module")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	absolute, err := filepath.Abs(*root)
	if err == nil {
		c := &change{ctx: ctx, out: os.Stdout, root: absolute, base: *base, packages: strings.Fields(*packages)}
		err = c.run()
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "spec-change:", err)
		os.Exit(1)
	}
}

// change is the state that the steps share.
type change struct {
	ctx      context.Context //nolint:containedctx // of one run
	out      io.Writer
	root     string
	base     string
	packages []string
	open     []string // what is to be done by hand

	versions    []string // what the comparisons report about the version, printed after all findings
	unannounced bool     // the version or the changelog does not fit the change
}

// errOpen is returned after the steps have printed what to do.
var errOpen = errors.New("there is work to do")

// run runs the steps until one fails that the next ones depend on.
func (c *change) run() error {
	steps := []struct {
		name string
		run  func() (proceed bool, err error)
	}{
		{"lint", c.lint},
		{"diff", func() (bool, error) { return c.compare("spec") }},
		{"generate", c.generate},
		{"compile", c.compile},
		{"exported API", func() (bool, error) { return c.compare("api") }},
		{"test", c.test},
	}
	ran := 0
	for i, step := range steps {
		c.printf("\n%d/%d %s\n", i+1, len(steps), step.name)
		proceed, err := step.run()
		if err != nil {
			return err
		}
		ran++
		if !proceed {
			break
		}
	}
	failed := len(c.open) > 0 || c.unannounced
	for _, step := range steps[ran:] {
		c.todo("run make spec-change again: the step %q has not run", step.name)
	}
	if err := c.checklist(ran == len(steps)); err != nil {
		return err
	}
	if failed {
		return errOpen
	}
	return nil
}

func (c *change) printf(format string, args ...any) {
	fmt.Fprintf(c.out, format, args...) //nolint:errcheck // cannot be reported
}

// todo adds a line to the list of what is open.
func (c *change) todo(format string, args ...any) {
	c.open = append(c.open, fmt.Sprintf(format, args...))
}

// indent prints a command's output, whole.
func (c *change) indent(text string) {
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		c.printf("    %s\n", line)
	}
}

// command runs a command in the repository and returns its output, and whether its exit status is 0.
func (c *change) command(name string, args ...string) (output string, ok bool, err error) {
	cmd := exec.CommandContext(c.ctx, name, args...) //nolint:gosec // git, sh and go
	cmd.Dir = c.root
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && c.ctx.Err() == nil {
		return out.String(), false, nil
	}
	return out.String(), err == nil, err
}

// goCommand returns the go command, which make may override.
func goCommand() string {
	if name := os.Getenv("GO"); name != "" {
		return name
	}
	return "go"
}
