package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// vulnerability is a vulnerability in a package that the module links.
type vulnerability struct {
	id, summary, pkg string
	function         string // the vulnerable function that the module calls, "" for none
}

// parse reads the JSON stream of govulncheck (golang.org/x/vuln/internal/govulncheck documents it). It leaves out
// findings about modules of which no vulnerable package is linked.
func parse(r io.Reader) ([]vulnerability, error) {
	summaries := map[string]string{}
	found := map[string]vulnerability{}
	for dec := json.NewDecoder(r); ; {
		var message struct {
			OSV     *struct{ ID, Summary string }
			Finding *struct {
				OSV   string
				Trace []struct{ Package, Function string }
			}
		}
		if err := dec.Decode(&message); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("reading the findings of govulncheck: %w", err)
		}
		if message.OSV != nil {
			summaries[message.OSV.ID] = message.OSV.Summary
		}
		f := message.Finding
		if f == nil || len(f.Trace) == 0 || f.Trace[0].Package == "" {
			continue
		}
		if v := found[f.OSV]; v.function == "" {
			found[f.OSV] = vulnerability{id: f.OSV, pkg: f.Trace[0].Package, function: f.Trace[0].Function}
		}
	}
	vulnerabilities := make([]vulnerability, 0, len(found))
	for _, id := range slices.Sorted(maps.Keys(found)) {
		v := found[id]
		v.summary = summaries[id]
		vulnerabilities = append(vulnerabilities, v)
	}
	return vulnerabilities, nil
}

// report prints the vulnerabilities and returns errFound if the module calls vulnerable code.
func report(out io.Writer, vulnerabilities []vulnerability) error {
	called := 0
	for _, v := range vulnerabilities {
		how := "linked, but the vulnerable code is not called"
		if v.function != "" {
			called++
			how = "called: " + v.function
		}
		fmt.Fprintf(out, "%s: %s: %s (%s)\n", v.id, v.pkg, how, v.summary) //nolint:errcheck // see run
	}
	linked := len(vulnerabilities) - called
	fmt.Fprintf(out, "%d vulnerabilities called, %d linked but not called\n", called, linked) //nolint:errcheck // see run
	if called > 0 {
		return errFound
	}
	return nil
}
