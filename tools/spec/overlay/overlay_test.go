package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	t.Parallel()
	const document = "openapi: 3.0.3\ninfo:\n  title: A\n  version: 1.0.0\npaths: {}\n"
	overlay := func(target string) string {
		return "overlay: 1.0.0\ninfo:\n  title: T\n  version: 1.0.0\nactions:\n  - target: " + target + "\n    update:\n      title: B\n"
	}
	for _, test := range []struct {
		name, overlay string
		status        int
		want          string
	}{
		{"applied", overlay("$.info"), 0, ""},
		{"target without match", overlay("$.infos"), 1, "target $.infos: "},
		{"not an overlay", "a: [", 1, "overlay.yaml: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			files := make([]string, 0, 3)
			for name, text := range map[string]string{"document.yaml": document, "overlay.yaml": test.overlay} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for _, name := range []string{"document.yaml", "overlay.yaml", "output.yaml"} {
				files = append(files, filepath.Join(dir, name))
			}
			var stderr strings.Builder
			if status := run(files, &stderr); status != test.status || !strings.Contains(stderr.String(), test.want) {
				t.Errorf("run() = %d with %q, want %d with %q", status, stderr.String(), test.status, test.want)
			}
			output, err := os.ReadFile(files[2])
			if written := err == nil; written != (test.status == 0) {
				t.Errorf("the output was written: %t", written)
			}
			if test.status == 0 && !strings.Contains(string(output), "title: B") {
				t.Errorf("the output lacks the change:\n%s", output)
			}
		})
	}
	if status := run(nil, new(strings.Builder)); status != 2 {
		t.Errorf("run() without arguments = %d, want 2", status)
	}
}
