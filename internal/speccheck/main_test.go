package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	t.Parallel()
	invalid := filepath.Join(t.TempDir(), "invalid.yaml")
	if err := os.WriteFile(invalid, []byte("openapi: [\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		args   []string
		status int
		want   string
	}{
		{"valid", []string{"../../api/openapi.yaml"}, 0, ""},
		{"up to date table", []string{"-table", "../../api/README.md", "../../api/openapi.yaml"}, 0, ""},
		{"no table", []string{"-table", "../../README.md", "../../api/openapi.yaml"}, 1, "../../README.md: the text has no table"},
		{"unknown flag", []string{"-tables", "x", "../../api/openapi.yaml"}, 2, "usage: speccheck"},
		{"no file", nil, 2, "usage: speccheck"},
		{"missing file", []string{"none.yaml"}, 1, "none.yaml: no such file"},
		{"invalid file", []string{invalid}, 1, "invalid.yaml:1: not YAML: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var stderr strings.Builder
			status := run(test.args, &stderr)
			if status != test.status {
				t.Errorf("run() = %d, want %d", status, test.status)
			}
			if !strings.Contains(stderr.String(), test.want) {
				t.Errorf("stderr is %q, want %q in it", stderr.String(), test.want)
			}
			if test.want == "" && stderr.Len() > 0 {
				t.Errorf("stderr is %q, want nothing", stderr.String())
			}
		})
	}
}
