package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"
)

const before = `package p
type Reader interface { Read(p []byte) (n int, err error) }
const Limit = 10
const name = "unexported"
var Err error
func New(url string) *Client { return nil }
type Client struct { Name string ` + "`json:\"name\"`" + `; Reader; secret int }
func (c *Client) Get(id string) (string, error) { return "", nil }
func (c Client) String() string { return "" }
func (c *Client) hidden() {}
type Option interface { apply(*Client) }
type Status string
type Page[T any] struct { Items []T }
type Text = string
`

func TestDescribe(t *testing.T) {
	t.Parallel()
	want := []string{
		"const Limit untyped int = 10",
		"field Client.Name string `json:\"name\"`",
		"field Client.Reader Reader (embedded)",
		"field Page.Items []T",
		"func New(string) *Client",
		"method (*Client) Get(string) (string, error)",
		"method (Client) Read([]byte) (int, error)",
		"method (Client) String() string",
		"type Client comparable struct with unexported fields",
		"type Option interface{apply(*Client)}",
		"type Page[T any] struct",
		"type Reader interface{Read([]byte) (int, error)}",
		"type Status string",
		"type Text = string",
		"var Err error",
	}
	if got := lines(t, before); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// A change that breaks importers removes a line, and a compatible change only adds lines.
func TestDescribe_Changes(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, source string
		breaks       bool
	}{
		{"function added", before + "func Old() {}\n", false},
		{"field added", before + "type T struct { A, B int }\n", false},
		{"unexported function added", before + "func old() {}\n", false},
		{"parameter renamed", replace(t, "Get(id string)", "Get(customer string)"), false},
		{"parameter of an interface renamed", replace(t, "Read(p []byte)", "Read(b []byte)"), false},
		{"result added", replace(t, "func New(url string) *Client { return nil }", "func New(url string) (*Client, error) { return nil, nil }"), true},
		{"parameter added", replace(t, "Get(id string)", "Get(id string, more ...int)"), true},
		{"receiver changed", replace(t, "(c Client) String", "(c *Client) String"), true},
		{"method of an interface added", replace(t, "apply(*Client)", "apply(*Client); more()"), true},
		{"no longer comparable", replace(t, "secret int", "secret []int"), true},
		{"first unexported field", replace(t, "Items []T", "Items []T; hidden int"), true},
		{"constant changed", replace(t, "10", "11"), true},
		{"JSON name changed", replace(t, `json:"name"`, `json:"Name"`), true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			old, now := lines(t, before), lines(t, tc.source)
			removed := slices.ContainsFunc(old, func(line string) bool { return !slices.Contains(now, line) })
			if removed != tc.breaks {
				t.Errorf("a line is removed: %t, want %t; lines %q", removed, tc.breaks, now)
			}
		})
	}
}

// replace replaces a text that occurs in before.
func replace(t *testing.T, old, replacement string) string {
	t.Helper()
	if !strings.Contains(before, old) {
		t.Fatalf("the source does not contain %q", old)
	}
	return strings.Replace(before, old, replacement, 1)
}

// lines describes the package in a source text.
func lines(t *testing.T, source string) []string {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "p.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := new(types.Config).Check("p", files, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return describe(pkg)
}
