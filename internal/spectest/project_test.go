package spectest

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// spec is the path of the document in a project.
const spec = "api/openapi.yaml"

// project is a copy of the working tree in a git repository of its own.
type project struct {
	t   *testing.T
	dir string
}

// newProject copies the working tree and commits the copy. It links the installed tools instead of copying them.
func newProject(t *testing.T) project {
	t.Helper()
	from, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	p := project{t, t.TempDir()}
	files, err := exec.CommandContext(t.Context(), "git", "-C", from, "ls-files", "-z",
		"--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(files), "\x00"), "\x00") {
		p.copyFile(from, name)
	}
	p.git("init", "--quiet")
	p.commit()
	p.link(from, "tools/spec/node_modules")
	return p
}

// copyFile preserves the modification time, so that make considers the tools up to date.
func (p project) copyFile(from, name string) {
	p.t.Helper()
	info, err := os.Stat(filepath.Join(from, name))
	if errors.Is(err, fs.ErrNotExist) {
		return // deleted, but still in the git index
	}
	if err != nil {
		p.t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(from, name))
	if err != nil {
		p.t.Fatal(err)
	}
	p.write(name, string(data))
	if err := os.Chtimes(filepath.Join(p.dir, name), info.ModTime(), info.ModTime()); err != nil {
		p.t.Fatal(err)
	}
}

func (p project) link(from, name string) {
	p.t.Helper()
	if err := os.MkdirAll(filepath.Join(p.dir, filepath.Dir(name)), 0o700); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(from, name), filepath.Join(p.dir, name)); err != nil {
		p.t.Fatal(err)
	}
}

func (p project) read(name string) string {
	p.t.Helper()
	data, err := os.ReadFile(filepath.Join(p.dir, name))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(data)
}

func (p project) write(name, text string) {
	p.t.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// replace takes pairs of old and new text and replaces every occurrence. The test fails if an old text is missing.
func (p project) replace(name string, oldNew ...string) {
	p.t.Helper()
	text := p.read(name)
	for i := 0; i < len(oldNew); i += 2 {
		if !strings.Contains(text, oldNew[i]) {
			p.t.Fatalf("%s has no %q", name, oldNew[i])
		}
		text = strings.ReplaceAll(text, oldNew[i], oldNew[i+1])
	}
	p.write(name, text)
}

// release makes the present state the release that later changes are compared with.
func (p project) release() {
	p.t.Helper()
	p.write("tools/baseline/version", p.version()+" unreleased\n") // a released one is never written again
	checkRun(p.t, "make baseline", p.make("baseline"), false)
	p.write("tools/baseline/version", p.version()+"\n")
}

// version returns info.version of the spec.
func (p project) version() string {
	p.t.Helper()
	_, after, _ := strings.Cut(p.read(spec), "\n  version: ")
	version, _, _ := strings.Cut(after, "\n")
	return version
}

// setVersion changes info.version.
func (p project) setVersion(version string) {
	p.t.Helper()
	p.replace(spec, "\n  version: "+p.version()+"\n", "\n  version: "+version+"\n")
}

// commit commits all files.
func (p project) commit() {
	p.t.Helper()
	p.git("add", "--all")
	p.git("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--allow-empty", "--message", "test")
}

func (p project) git(args ...string) {
	p.t.Helper()
	if r := p.run("git", args...); r.status != 0 {
		p.t.Fatalf("git %s:\n%s", strings.Join(args, " "), r.out)
	}
}

// result is the output and exit status of a command.
type result struct {
	out    string
	status int
}

// make runs make in the project.
func (p project) make(args ...string) result {
	p.t.Helper()
	return p.run("make", args...)
}

// run runs a command in the project.
func (p project) run(name string, args ...string) result {
	p.t.Helper()
	cmd := exec.CommandContext(p.t.Context(), name, args...)
	cmd.Dir = p.dir
	// The command must not depend on the make or git hook that runs this test, nor on the user's git configuration.
	cmd.Env = append(os.Environ(), "MAKEFLAGS=", "GOWORK=off", "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_DIR="+p.dir+"/.git")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		p.t.Fatalf("%s: %v", name, err)
	}
	return result{out.String(), cmd.ProcessState.ExitCode()}
}

// checkRun checks whether a command failed and that its output contains each text.
func checkRun(t *testing.T, command string, r result, fails bool, texts ...string) {
	t.Helper()
	if failed := r.status != 0; failed != fails {
		t.Errorf("%s: exit status %d, want failure: %t; output:\n%s", command, r.status, fails, r.out)
	}
	for _, text := range texts {
		if !strings.Contains(r.out, text) {
			t.Errorf("%s: the output lacks %q:\n%s", command, text, r.out)
		}
	}
}
