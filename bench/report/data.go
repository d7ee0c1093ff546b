package main

import (
	"bytes"
	"fmt"
	"go/version"
	"os"
	"slices"
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
	unitSpeed       = "B/s"
)

// data holds the samples of each benchmark with one Go release, in the order in which they were taken.
type data struct {
	samples map[string]map[string][]float64 // by name, by unit
	config  map[string]string
}

// read returns the data of each Go release, in the order of the file.
func read(file string) ([]*data, error) {
	f, err := os.Open(file) //nolint:gosec // named by the caller
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // the file is only read
	var all []*data
	r := benchfmt.NewReader(f, file)
	for r.Scan() {
		switch rec := r.Result().(type) {
		case *benchfmt.Result:
			release := rec.GetConfig("goversion")
			i := slices.IndexFunc(all, func(d *data) bool { return d.release() == release })
			if i < 0 {
				i = len(all)
				all = append(all, &data{samples: map[string]map[string][]float64{}, config: map[string]string{}})
			}
			all[i].add(rec)
		case *benchfmt.SyntaxError:
			return nil, rec
		}
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: no benchmarks", file)
	}
	return all, nil
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

// release returns the Go release, such as go1.27.3.
func (d *data) release() string { return d.config["goversion"] }

// before127 reports whether the release has no json/v2 in the standard library.
func (d *data) before127() bool { return version.Compare(d.release(), "go1.27") < 0 }

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
func growthSizes() []size { return append([]size{{1_000, 1}}, fitSizes()...) }

// fitSizes returns the sizes that growth is fitted over. Smaller lists take about as long as the request.
func fitSizes() []size {
	return []size{{10_000, 1}, {20_000, 1}, {100_000, 1}, {200_000, 1}, {1_000_000, 1}}
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
