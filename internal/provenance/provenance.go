// Package provenance reads how sure each statement of the spec is. The extension x-provenance marks parts of
// api/openapi.yaml:
//
//	x-provenance: documented            the vendor documents it; the mark at the top of the document sets this default
//	x-provenance: inferred              a guess from the vendor's other services or from common practice
//	x-provenance: observed 2026-11-29   seen on the vendor's service on that day
//
// A mark applies to everything inside its part, up to the next mark. A mapping marks single aspects of a part, such as
// the name of a header or the order of a list, by the same words.
package provenance

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Extension is the name of the extension.
const Extension = "x-provenance"

// Source is how a statement is known.
type Source string

// The values of the extension. Observed is followed by a date.
const (
	Documented Source = "documented"
	Inferred   Source = "inferred"
	Observed   Source = "observed"
)

// Mark is one mark of the spec.
type Mark struct {
	Location    string // such as "/customers/{id} delete responses 204"
	Aspect      string // what of the part the mark is about, "" for the whole part
	Source      Source
	Date        time.Time // of an observation, else zero
	Description string    // of the part, in one line
}

// Marks returns the marks of a document in its order, without the default at the top. The error names the line of an
// invalid mark.
func Marks(spec []byte) ([]Mark, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(spec, &root); err != nil {
		return nil, fmt.Errorf("reading the document: %w", err)
	}
	if len(root.Content) == 0 {
		return nil, errors.New("reading the document: it is empty")
	}
	return collect(root.Content[0], nil)
}

// collect returns the marks of a node and of everything inside it.
func collect(node *yaml.Node, path []string) (marks []Mark, err error) {
	for i, child := range node.Content {
		step := strconv.Itoa(i + 1) // of a sequence
		if node.Kind == yaml.MappingNode {
			if i%2 == 0 {
				continue
			}
			step = node.Content[i-1].Value
		}
		var found []Mark
		if step == Extension {
			found, err = parse(child, Mark{Location: location(path), Description: description(node)})
			if len(path) == 0 {
				found = nil // the default
			}
		} else {
			found, err = collect(child, append(slices.Clip(path), step))
		}
		if err != nil {
			return nil, err
		}
		marks = append(marks, found...)
	}
	return marks, nil
}

// parse returns the marks in the value of one extension. part is the mark without what the value says.
func parse(value *yaml.Node, part Mark) (marks []Mark, err error) {
	if value.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(value.Content); i += 2 {
			part.Aspect = value.Content[i].Value
			mark, err := parseScalar(value.Content[i+1], part)
			if err != nil {
				return nil, err
			}
			marks = append(marks, mark)
		}
		return marks, nil
	}
	mark, err := parseScalar(value, part)
	return []Mark{mark}, err
}

func parseScalar(value *yaml.Node, mark Mark) (Mark, error) {
	word, date, dated := strings.Cut(value.Value, " ")
	mark.Source = Source(word)
	var err error
	switch {
	case mark.Source == Observed && dated:
		mark.Date, err = time.Parse(time.DateOnly, date)
	case (mark.Source != Documented && mark.Source != Inferred) || dated:
		err = errors.New("want documented, inferred or observed YYYY-MM-DD")
	}
	if err != nil {
		return Mark{}, fmt.Errorf("line %d: %s %q: %w", value.Line, Extension, value.Value, err)
	}
	return mark, nil
}

// location shortens the path of a part, for example to "/customers/{id} delete responses 204".
func location(path []string) string {
	shorten := strings.NewReplacer("components ", "", "properties ", "", "paths /api/v1/account-manager", "")
	return shorten.Replace(strings.Join(path, " "))
}

// description returns the description of a mapping in one line.
func description(node *yaml.Node) string {
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == "description" {
			return strings.Join(strings.Fields(node.Content[i+1].Value), " ")
		}
	}
	return ""
}

// header is the head of the table that Table returns.
const header = "| part | provenance | description |\n|---|---|---|\n"

// Table returns the marks as a Markdown table.
func Table(marks []Mark) string {
	var b strings.Builder
	b.WriteString(header)
	for _, mark := range marks {
		source := string(mark.Source)
		if !mark.Date.IsZero() {
			source += " " + mark.Date.Format(time.DateOnly)
		}
		part := mark.Location
		if mark.Aspect != "" {
			part += ", " + mark.Aspect
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", part, source, mark.Description)
	}
	return b.String()
}

// ReplaceTable returns a Markdown text with its table of marks replaced by that of marks.
func ReplaceTable(text string, marks []Mark) (string, error) {
	before, after, found := strings.Cut(text, header)
	if !found {
		return "", fmt.Errorf("the text has no table that starts with %q", strings.TrimSpace(header))
	}
	for strings.HasPrefix(after, "|") {
		_, after, _ = strings.Cut(after, "\n")
	}
	return before + Table(marks) + after, nil
}
