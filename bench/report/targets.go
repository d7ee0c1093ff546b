package main

import "math"

// bound is the range that a target allows.
type bound struct{ low, high float64 }

func atMost(v float64) bound        { return bound{math.Inf(-1), v} }
func atLeast(v float64) bound       { return bound{v, math.Inf(1)} }
func between(low, hi float64) bound { return bound{low, hi} }

func (b bound) holds(v float64) bool { return v >= b.low && v <= b.high }

// excess returns the distance of v from the bound, negative inside it. Larger is worse.
func (b bound) excess(v float64) float64 { return max(b.low-v, v-b.high) }

// measured is the figure of one case, such as one list.
type measured struct {
	figure
	label string
}

// worst returns the case with the largest excess. A case without samples is the worst.
func worst(cases []measured, b bound) measured {
	w := cases[0]
	for _, c := range cases[1:] {
		if b.excess(c.value) > b.excess(w.value) || math.IsNaN(c.value) {
			w = c
		}
	}
	return w
}

// target is a row of the table of targets.
type target struct {
	metric string
	bound  bound
	unit   func(float64) string
	cases  []measured
}

func targets(d *data) []target {
	ratios := func(client, other, unit string) []measured {
		return each(targetSizes(), func(s size) figure {
			return ratio(d.of(list("List", s, client), unit), d.of(list("List", s, other), unit))
		})
	}
	timeRatio := func(a, b string) []measured { return one(ratio(d.of(a, unitTime), d.of(b, unitTime))) }
	others := func(bench func(client string) string) []measured {
		return apply([]string{"ogen", "stock", "bare"}, func(other string) measured {
			return measured{ratio(d.of(bench("ours"), unitTime), d.of(bench(other), unitTime)), other}
		})
	}
	twenty, million := size{20_000, 1}, size{1_000_000, 1}
	stock, allocs := 0.33, 17.0 // internal/budget has the same limit of allocations
	if d.before127() {
		stock, allocs = 0.25, 14
	}
	return []target{
		{"`All`: time / ogen", atMost(0.45), times, ratios("ours", "ogen", unitTime)},
		{"`All`: time / stock", atMost(stock), times, ratios("ours", "stock", unitTime)},
		{"`All`: time / discard", atMost(7), times, ratios("ours", "discard", unitTime)},
		{
			"`All` from memory: time per byte with unknown members / without", atMost(1.3), times,
			one(ratio(d.of("Decode/list=plain/client=ours", unitSpeed), d.of("Decode/list=unknown/client=ours", unitSpeed))),
		},
		{
			"`All`, gzip: speed / inflating", atLeast(0.8), times,
			timeRatio(list("GzipList", twenty, "discard"), list("GzipList", twenty, "ours")),
		},
		{
			"`All`, TLS and HTTP/2: time / each other client", atMost(1), times,
			others(func(client string) string { return list("HTTP2List", twenty, client) }),
		},
		{"`All`: live heap, all sizes", atMost(300 << 10), bytesOf, each(append(targetSizes(), growthSizes()...),
			func(s size) figure { return figureOf(d.of(list("Heap", s, "ours"), unitLive)) })},
		{"`All`: allocations per customer without accounts", atMost(3), count, each([]size{{20_000, 0}, {200_000, 0}},
			func(s size) figure { return figureOf(d.of(list("List", s, "ours"), unitPerCustomer)) })},
		{"`List`: time / ogen", atMost(0.5), times, ratios("ours-list", "ogen", unitTime)},
		{"`List`: allocated bytes / ogen", atMost(0.6), times, ratios("ours-list", "ogen", unitBytes)},
		{
			"first of 1,000,000 customers: time / first byte", atMost(3), times,
			timeRatio(list("First", million, "ours"), list("First", million, "byte")),
		},
		{"`Get`: time / bare", atMost(1.05), times, timeRatio("Get/client=ours", "Get/client=bare")},
		// Plain code in the attempt path is worth more than single allocations.
		{
			"`Get`: allocations in addition to bare", atMost(allocs), count,
			one(additionalAllocs(d, "Get/client=ours", "Get/client=bare")),
		},
		{
			"`Get`, 64 callers: throughput / stock", atLeast(1.4), times,
			timeRatio("ParallelGet/client=stock", "ParallelGet/client=ours"),
		},
		{
			"`Get`, 64 callers, TLS and HTTP/2: time / each other client", atMost(1), times,
			others(func(client string) string { return "HTTP2Get/client=" + client }),
		},
		{"`Get`, idle option: time / without it", atMost(1.01), times, eachOption(d, option.timeRatio)},
		{"`Get`, idle option: additional allocations", atMost(1), count, eachOption(d, option.allocs)},
		{
			"`All`: growth exponent of the time", between(0.97, 1.03), exact,
			one(growth(d, "List", "ours", unitTime)),
		},
		{
			"`All`: growth exponent of the live heap", between(-0.03, 0.03), exact,
			one(growth(d, "Heap", "ours", unitLive)),
		},
	}
}

// option names two benchmarks whose clients differ in one option.
type option struct{ name, with, without string }

func options() []option {
	return []option{
		{"retries", "Options/client=default", "Options/client=no-retry"},
		{"logger", "Options/client=logger", "Options/client=default"},
	}
}

func (o option) timeRatio(d *data) figure {
	return ratio(d.of(o.with, unitTime), d.of(o.without, unitTime))
}

func (o option) allocs(d *data) figure { return additionalAllocs(d, o.with, o.without) }

// additionalAllocs returns how many allocations a makes in addition to those of b.
func additionalAllocs(d *data, a, b string) figure {
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
