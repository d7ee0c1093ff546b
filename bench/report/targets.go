package main

import "math"

// bound is what a target asks for.
type bound struct{ low, high float64 }

func atMost(v float64) bound        { return bound{math.Inf(-1), v} }
func atLeast(v float64) bound       { return bound{v, math.Inf(1)} }
func between(low, hi float64) bound { return bound{low, hi} }

func (b bound) holds(v float64) bool { return v >= b.low && v <= b.high }

// excess tells how far v is from what is asked, larger for worse.
func (b bound) excess(v float64) float64 { return max(b.low-v, v-b.high) }

// measured is a figure and the case that it is of.
type measured struct {
	figure
	label string
}

// worst is the case that misses the bound by most, or keeps it by least.
func worst(cases []measured, b bound) measured {
	w := cases[0]
	for _, c := range cases[1:] {
		if b.excess(c.value) > b.excess(w.value) || math.IsNaN(c.value) {
			w = c
		}
	}
	return w
}

// target is a row of the first table.
type target struct {
	work  string
	bound bound
	unit  func(float64) string
	cases []measured
}

func targets(d *data) []target {
	against := func(client, other, unit string) []measured {
		return each(targetSizes(), func(s size) figure {
			return ratio(d.of(list("List", s, client), unit), d.of(list("List", s, other), unit))
		})
	}
	get := func(a, b string) []measured { return one(ratio(d.of(a, unitTime), d.of(b, unitTime))) }
	million := size{1_000_000, 1}
	return []target{
		{"`All`: time, of ogen's", atMost(0.8), times, against("ours", "ogen", unitTime)},
		{"`All`: time, of stock's", atMost(0.3), times, against("ours", "stock", unitTime)},
		{"`All`: live heap, at any size", atMost(1 << 20), bytesOf, each(append(targetSizes(), growthSizes()...),
			func(s size) figure { return figureOf(d.of(list("Heap", s, "ours"), unitLive)) })},
		{"`All`: allocations a customer with no accounts", atMost(3), count, each([]size{{20_000, 0}, {200_000, 0}},
			func(s size) figure { return figureOf(d.of(list("List", s, "ours"), unitPerCustomer)) })},
		{"`List`: time, of ogen's", atMost(1), times, against("ours-list", "ogen", unitTime)},
		{"`List`: allocated bytes, of ogen's", atMost(0.6), times, against("ours-list", "ogen", unitBytes)},
		{
			"first of 1,000,000 customers: time, of that to the first byte", atMost(3), times,
			get(list("First", million, "ours"), list("First", million, "byte")),
		},
		{"`Get`: time, of bare's", atMost(1.05), times, get("Get/client=ours", "Get/client=bare")},
		// Plain code in the attempt path is worth more than single allocations. internal/budget has the same limit.
		{"`Get`: allocations more than bare's", atMost(14), count, one(more(d, "Get/client=ours", "Get/client=bare"))},
		{
			"`Get`, 64 callers: throughput, of stock's", atLeast(1.4), times,
			get("ParallelGet/client=stock", "ParallelGet/client=ours"),
		},
		{"an option with nothing to do: time, of that without", atMost(1.01), times, eachOption(d, option.cost)},
		{"an option with nothing to do: more allocations", atMost(1), count, eachOption(d, option.allocs)},
		{
			"growth of `All`'s time: exponent", between(0.97, 1.03), exact,
			one(growth(d, "List", "ours", unitTime)),
		},
		{
			"growth of `All`'s live heap: exponent", between(-0.03, 0.03), exact,
			one(growth(d, "Heap", "ours", unitLive)),
		},
	}
}

// option is a pair of clients that differ in one option.
type option struct{ name, with, without string }

func options() []option {
	return []option{
		{"retries", "Options/client=default", "Options/client=no-retry"},
		{"logger", "Options/client=logger", "Options/client=default"},
	}
}

func (o option) cost(d *data) figure { return ratio(d.of(o.with, unitTime), d.of(o.without, unitTime)) }

func (o option) allocs(d *data) figure { return more(d, o.with, o.without) }

// more is the difference between the allocations of two benchmarks.
func more(d *data, a, b string) figure {
	diff := median(d.of(a, unitAllocs)) - median(d.of(b, unitAllocs))
	return figure{diff, diff, diff}
}

func each(sizes []size, of func(size) figure) []measured {
	return apply(sizes, func(s size) measured { return measured{of(s), s.String()} })
}

func eachOption(d *data, of func(option, *data) figure) []measured {
	return apply(options(), func(o option) measured { return measured{of(o, d), o.name} })
}

func one(f figure) []measured { return []measured{{figure: f}} }
