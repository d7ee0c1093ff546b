package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/perf/benchfmt"
)

// Units after the normalization of benchfmt.
const (
	unitTime        = "sec/op"
	unitBytes       = "B/op"
	unitAllocs      = "allocs/op"
	unitPerCustomer = "allocs/customer"
	unitLive        = "live-B"
)

// data holds the samples of each benchmark, in the order in which they were taken.
type data struct {
	samples map[string]map[string][]float64 // by name, by unit
	config  map[string]string
}

func read(file string) (*data, error) {
	f, err := os.Open(file) //nolint:gosec // named by the caller
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // the file is only read
	d := &data{samples: map[string]map[string][]float64{}, config: map[string]string{}}
	r := benchfmt.NewReader(f, file)
	for r.Scan() {
		switch rec := r.Result().(type) {
		case *benchfmt.Result:
			d.add(rec)
		case *benchfmt.SyntaxError:
			return nil, rec
		}
	}
	return d, r.Err()
}

func (d *data) add(res *benchfmt.Result) {
	for _, c := range res.Config {
		d.config[c.Key] = string(c.Value)
	}
	base, parts := res.Name.Parts()
	if last := len(parts) - 1; last >= 0 && parts[last][0] == '-' {
		parts = parts[:last] // -GOMAXPROCS
	}
	name := string(base) + string(bytes.Join(parts, nil))
	if d.samples[name] == nil {
		d.samples[name] = map[string][]float64{}
	}
	for _, v := range res.Values {
		d.samples[name][v.Unit] = append(d.samples[name][v.Unit], v.Value)
	}
}

// of returns the samples of a benchmark, or none if it did not run.
func (d *data) of(name, unit string) []float64 { return d.samples[name][unit] }

// rounds returns the number of rounds.
func (d *data) rounds() int { return len(d.of(list("List", size{20_000, 1}, "ours"), unitTime)) }

// size is the size of a list: n customers with the given number of accounts each.
type size struct{ n, accounts int }

func (s size) String() string { return fmt.Sprintf("%s × %d", thousands(s.n), s.accounts) }

// targetSizes returns the sizes of the targets.
func targetSizes() []size {
	return []size{{20_000, 0}, {20_000, 1}, {20_000, 4}, {200_000, 0}, {200_000, 1}, {200_000, 4}}
}

// growthSizes returns the sizes of the plots.
func growthSizes() []size {
	return []size{{1_000, 1}, {10_000, 1}, {20_000, 1}, {100_000, 1}, {200_000, 1}, {1_000_000, 1}}
}

// list returns the name of a benchmark of a list.
func list(bench string, s size, client string) string {
	return fmt.Sprintf("%s/n=%d/acc=%d/client=%s", bench, s.n, s.accounts, client)
}

// thousands returns n with thousands separators.
func thousands(n int) string {
	s := strconv.Itoa(n)
	var groups []string
	for len(s) > 3 {
		groups = append([]string{s[len(s)-3:]}, groups...)
		s = s[:len(s)-3]
	}
	return strings.Join(append([]string{s}, groups...), ",")
}
