package main

import "slices"

func allSizes() []size {
	sizes := append(targetSizes(), growthSizes()...)
	slices.SortFunc(sizes, func(a, b size) int { return 10*(a.n-b.n) + a.accounts - b.accounts })
	return slices.Compact(sizes)
}

// listTable has a row for each list and a column for each measured client.
func listTable(d *data, bench, unit string, format func(float64) string) string {
	measured := slices.DeleteFunc(clients(), func(c client) bool {
		return len(d.of(list(bench, size{20_000, 1}, c.name), unit)) == 0
	})
	head := apply(measured, func(c client) string { return c.title })
	return table(slices.Insert(head, 0, "list"), apply(allSizes(), func(s size) []string {
		cells := apply(measured, func(c client) string { return format(median(d.of(list(bench, s, c.name), unit))) })
		return slices.Insert(cells, 0, s.String())
	}))
}

func ratioTable(d *data) string {
	pairs := [][2]client{
		{{"ours", "All"}, {"ogen", "ogen"}},
		{{"ours", "All"}, {"stock", "stock"}},
		{{"ours-list", "List"}, {"ogen", "ogen"}},
		{{"ours-list", "List"}, {"stock", "stock"}},
	}
	head := apply(pairs, func(p [2]client) string { return p[0].title + " / " + p[1].title })
	return table(slices.Insert(head, 0, "list"), apply(allSizes(), func(s size) []string {
		cells := apply(pairs, func(p [2]client) string {
			a, b := list("List", s, p[0].name), list("List", s, p[1].name)
			return ratio(d.of(a, unitTime), d.of(b, unitTime)).format(times)
		})
		return slices.Insert(cells, 0, s.String())
	}))
}

func growthTable(d *data) string {
	decoding := slices.DeleteFunc(clients(), func(c client) bool { return c.name == "discard" })
	head := []string{"client", "time", "allocated bytes", "live heap"}
	return table(head, apply(decoding, func(c client) []string {
		return []string{
			c.title,
			growth(d, "List", c.name, unitTime).format(exact),
			growth(d, "List", c.name, unitBytes).format(exact),
			growth(d, "Heap", c.name, unitLive).format(exact),
		}
	}))
}

func firstTable(d *data) string {
	million := size{1_000_000, 1}
	first := d.of(list("First", million, "byte"), unitTime)
	ours := d.of(list("First", million, "ours"), unitTime)
	return table([]string{"event", "time", "ratio to the first byte"}, [][]string{
		{"first byte of the body, bare net/http", figureOf(first).format(seconds), ""},
		{"first customer of All", figureOf(ours).format(seconds), ratio(ours, first).format(times)},
	})
}

func getTable(d *data) string {
	head := []string{
		"client", "time, one caller", "ratio to bare", "allocations", "bytes", "throughput, 64 callers", "ratio to stock",
	}
	getters := []client{{"ours", "Get"}, {"ogen", "ogen"}, {"stock", "stock"}, {"bare", "bare"}}
	return table(head, apply(getters, func(c client) []string {
		alone, many := "Get/client="+c.name, "ParallelGet/client="+c.name
		return []string{
			c.title,
			figureOf(d.of(alone, unitTime)).format(seconds),
			ratio(d.of(alone, unitTime), d.of("Get/client=bare", unitTime)).format(times),
			count(median(d.of(alone, unitAllocs))),
			bytesOf(median(d.of(alone, unitBytes))),
			thousands(int(1/median(d.of(many, unitTime)))) + "/s",
			ratio(d.of("ParallelGet/client=stock", unitTime), d.of(many, unitTime)).format(times),
		}
	}))
}

func optionTable(d *data) string {
	head := []string{"option", "Get with", "Get without", "ratio", "additional allocations"}
	return table(head, apply(options(), func(o option) []string {
		return []string{
			o.name,
			seconds(median(d.of(o.with, unitTime))),
			seconds(median(d.of(o.without, unitTime))),
			o.timeRatio(d).format(times),
			o.allocs(d).format(count),
		}
	}))
}

func candidateTable(d *data) string {
	decoders := []client{
		{"ours", "generated reader"},
		{"v1", "encoding/json, element by element"},
		{"v2", "json/v2, reflection"},
		{"v2-switch", "json/v2, field switches on tokens"},
		{"jx-raw", "jx on elements found by jsontext"},
		{"jx-stream", "jx only"},
	}
	sizes := []size{{20_000, 0}, {20_000, 1}, {20_000, 4}}
	head := apply(sizes, func(s size) string { return s.String() + " | allocations per customer" })
	return table(slices.Insert(head, 0, "decoder"), apply(decoders, func(c client) []string {
		cells := apply(sizes, func(s size) string {
			name := list("Candidates", s, c.name)
			return figureOf(d.of(name, unitTime)).format(seconds) + " | " + count(median(d.of(name, unitPerCustomer)))
		})
		return slices.Insert(cells, 0, c.title)
	}))
}
