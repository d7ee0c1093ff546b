package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fixture writes a module that imports another module with the given license files.
func fixture(t *testing.T, licenses map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	files := map[string]string{
		"go.mod": "module " + rootModule + "\n\ngo 1.26\n\nrequire example.com/other v1.2.3\n\n" +
			"replace example.com/other => ./testdata/other\n",
		"customers/customers.go":      "package customers\n\nimport _ \"example.com/other\"\n",
		"cmd/tool/main.go":            "package main\n\nimport _ \"example.com/other/tool\"\n\nfunc main() {}\n",
		"examples/example/main.go":    "package main\n\nimport _ \"example.com/other/tool\"\n\nfunc main() {}\n",
		"testdata/other/go.mod":       "module example.com/other\n\ngo 1.26\n",
		"testdata/other/other.go":     "package other\n",
		"testdata/other/tool/tool.go": "package tool\n",
	}
	for name, content := range licenses {
		files["testdata/other/"+name] = content
	}
	for name, content := range files {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

const isc = `Copyright (c) 2026 Somebody

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.
`

// beerware is a known license that is not allowed.
const beerware = `"THE BEER-WARE LICENSE" (Revision 42):
<somebody@example.com> wrote this file. As long as you retain this notice you
can do whatever you want with this stuff. If we meet some day, and you think
this stuff is worth it, you can buy me a beer in return.
`

func TestRun_WritesAndChecksPage(t *testing.T) {
	t.Parallel()
	root := fixture(t, map[string]string{"LICENSE": isc, "NOTICE.txt": "A notice."})
	if err := run(t.Context(), root, true); err == nil {
		t.Error("check of a missing page: no error")
	}
	if err := run(t.Context(), root, false); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| example.com/other | v1.2.3 | ISC | `cmd/tool`, `customers` |\n", "\n## example.com/other\n",
		"LICENSE:\n", "Copyright (c) 2026 Somebody", "NOTICE.txt:\n", "A notice.",
	} {
		if !strings.Contains(string(page), want) {
			t.Errorf("page does not contain %q:\n%s", want, page)
		}
	}
	if err := run(t.Context(), root, true); err != nil {
		t.Error(err)
	}
	license := filepath.Join(root, "testdata", "other", "LICENSE")
	if err := os.WriteFile(license, []byte(strings.Replace(isc, "2026", "2027", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), root, true); err == nil || !strings.Contains(err.Error(), "run make licenses") {
		t.Errorf("check of an outdated page: error %v, want run make licenses", err)
	}
}

func TestRun_RejectsLicenses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name     string
		licenses map[string]string
		want     string
	}{
		{"none", nil, "example.com/other@v1.2.3: no license file"},
		{"a notice only", map[string]string{"NOTICE": "A notice."}, "example.com/other@v1.2.3: no license file"},
		{"unknown", map[string]string{"LICENSE": "All rights reserved."}, "LICENSE is 0 % of a known license"},
		{"not on the list", map[string]string{"COPYING": beerware}, "the license in COPYING is Beerware, not one of MIT"},
		{"a second one", map[string]string{"LICENSE": isc, "LICENSE.old": beerware}, "the license in LICENSE.old is Beerware"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			err := run(t.Context(), fixture(t, tc.licenses), false)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}
