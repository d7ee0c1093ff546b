package main

import (
	"bytes"
	"fmt"
	"strings"
)

const introduction = `# Licences of third parties

Written by 'make licenses', checked by 'make check'. A program that imports this module links the modules of the rows
that name the packages it imports, and the Go standard library (BSD-3-Clause). Commands, examples and tests may link
more. This module itself is under Apache-2.0, see [LICENSE](LICENSE).

| module | version | licence | linked by |
| --- | --- | --- | --- |
`

// render writes the page: a table, then each text as its module has it.
func render(modules []*dependency) []byte {
	var b bytes.Buffer
	b.WriteString(introduction)
	for _, m := range modules {
		by := "`" + strings.Join(m.by, "`, `") + "`"
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", m.Path, m.Version, strings.Join(m.kinds, ", "), by)
	}
	for _, m := range modules {
		fmt.Fprintf(&b, "\n## %s\n", m.Path)
		for _, t := range m.texts {
			// Four backquotes, because a text may hold three.
			fmt.Fprintf(&b, "\n%s:\n\n````text\n%s\n````\n", t.name, strings.Trim(strings.ReplaceAll(t.content, "\r", ""), "\n"))
		}
	}
	return b.Bytes()
}
