package main

import "slices"

func allSizes() []size {
	sizes := append(targetSizes(), growthSizes()...)
	slices.SortFunc(sizes, func(a, b size) int { return 10*(a.n-b.n) + a.accounts - b.accounts })
	return slices.Compact(sizes)
}

// rows returns a row for each item and Go release. The name and the release are the first cells.
func rows[T any](all []*data, items []T, name func(T) string, cells func(*data, T) []string) [][]string {
	out := make([][]string, 0, len(items)*len(all))
	for _, item := range items {
		for _, d := range all {
			out = append(out, slices.Insert(cells(d, item), 0, name(item), d.release()))
		}
	}
	return out
}

// listTable has a row for each list and a column for each measured client.
func listTable(all []*data, bench, unit string, format func(float64) string) string {
	measured := slices.DeleteFunc(clients(), func(c client) bool {
		return len(all[0].of(list(bench, size{20_000, 1}, c.name), unit)) == 0
	})
	head := apply(measured, func(c client) string { return c.title })
	return table(slices.Insert(head, 0, "list", "Go"), rows(all, allSizes(), size.String, func(d *data, s size) []string {
		return apply(measured, func(c client) string { return format(median(d.of(list(bench, s, c.name), unit))) })
	}))
}

func ratioTable(all []*data) string {
	pairs := [][2]client{
		{{"ours", "All"}, {"ogen", "ogen"}},
		{{"ours", "All"}, {"stock", "stock"}},
		{{"ours-list", "List"}, {"ogen", "ogen"}},
		{{"ours-list", "List"}, {"stock", "stock"}},
	}
	head := apply(pairs, func(p [2]client) string { return p[0].title + " / " + p[1].title })
	return table(slices.Insert(head, 0, "list", "Go"), rows(all, allSizes(), size.String, func(d *data, s size) []string {
		return apply(pairs, func(p [2]client) string {
			a, b := list("List", s, p[0].name), list("List", s, p[1].name)
			return ratio(d.of(a, unitTime), d.of(b, unitTime)).format(times)
		})
	}))
}

// otherTable has the times of the lists that are not sent as plain JSON of the spec over HTTP/1.1.
func otherTable(all []*data) string {
	lists := []client{
		{"List", "as above"},
		{"GzipList", "compressed with gzip"},
		{"UnknownList", "four unknown members in each customer"},
		{"HTTP2List", "TLS and HTTP/2"},
	}
	head := apply(clients(), func(c client) string { return c.title })
	name := func(l client) string { return l.title }
	return table(slices.Insert(head, 0, "20,000 × 1", "Go"), rows(all, lists, name, func(d *data, l client) []string {
		return apply(clients(), func(c client) string {
			return figureOf(d.of(list(l.name, size{20_000, 1}, c.name), unitTime)).format(seconds)
		})
	}))
}

func growthTable(all []*data) string {
	decoding := slices.DeleteFunc(clients(), func(c client) bool { return c.name == "discard" })
	head := []string{"client", "Go", "time", "allocated bytes", "live heap"}
	name := func(c client) string { return c.title }
	return table(head, rows(all, decoding, name, func(d *data, c client) []string {
		return []string{
			growth(d, "List", c.name, unitTime).format(exact),
			growth(d, "List", c.name, unitBytes).format(exact),
			growth(d, "Heap", c.name, unitLive).format(exact),
		}
	}))
}

func firstTable(all []*data) string {
	events := []client{{"byte", "first byte of the body, bare net/http"}, {"ours", "first customer of All"}}
	name := func(e client) string { return e.title }
	return table([]string{"event", "Go", "time", "ratio to the first byte"}, rows(all, events, name,
		func(d *data, e client) []string {
			million := size{1_000_000, 1}
			first, this := d.of(list("First", million, "byte"), unitTime), d.of(list("First", million, e.name), unitTime)
			return []string{figureOf(this).format(seconds), ratio(this, first).format(times)}
		}))
}

func getTable(all []*data) string {
	head := []string{
		"client", "Go", "time, one caller", "ratio to bare", "allocations", "bytes", "throughput, 64 callers",
		"ratio to stock", "TLS and HTTP/2, 64 callers", "ratio to stock",
	}
	getters := []client{{"ours", "Get"}, {"ogen", "ogen"}, {"stock", "stock"}, {"bare", "bare"}}
	name := func(c client) string { return c.title }
	return table(head, rows(all, getters, name, func(d *data, c client) []string {
		alone := "Get/client=" + c.name
		throughput := func(bench string) string {
			return thousands(int(1/median(d.of(bench+"/client="+c.name, unitTime)))) + "/s"
		}
		overStock := func(bench string) string {
			return ratio(d.of(bench+"/client=stock", unitTime), d.of(bench+"/client="+c.name, unitTime)).format(times)
		}
		return []string{
			figureOf(d.of(alone, unitTime)).format(seconds),
			ratio(d.of(alone, unitTime), d.of("Get/client=bare", unitTime)).format(times),
			count(median(d.of(alone, unitAllocs))),
			bytesOf(median(d.of(alone, unitBytes))),
			throughput("ParallelGet"), overStock("ParallelGet"),
			throughput("HTTP2Get"), overStock("HTTP2Get"),
		}
	}))
}

func optionTable(all []*data) string {
	head := []string{"option", "Go", "Get with", "Get without", "ratio", "additional allocations"}
	name := func(o option) string { return o.name }
	return table(head, rows(all, options(), name, func(d *data, o option) []string {
		return []string{
			seconds(median(d.of(o.with, unitTime))),
			seconds(median(d.of(o.without, unitTime))),
			o.timeRatio(d).format(times),
			o.allocs(d).format(count),
		}
	}))
}

func candidateTable(all []*data) string {
	decoders := []client{
		{"ours", "All"},
		{"jsonread", "internal/jsonread"},
		{"jscan", "jscan as validator"},
		{"v1", "encoding/json, element by element"},
		{"v2", "json/v2, reflection"},
		{"v2-switch", "json/v2, field switches on tokens"},
		{"jx-raw", "jx on elements found by jsontext"},
		{"jx-stream", "jx only"},
	}
	sizes := []size{{20_000, 0}, {20_000, 1}, {20_000, 4}}
	head := apply(sizes, func(s size) string { return s.String() + " | allocations per customer" })
	name := func(c client) string { return c.title }
	return table(slices.Insert(head, 0, "decoder", "Go"), rows(all, decoders, name, func(d *data, c client) []string {
		return apply(sizes, func(s size) string {
			name := list("Candidates", s, c.name)
			return figureOf(d.of(name, unitTime)).format(seconds) + " | " + count(median(d.of(name, unitPerCustomer)))
		})
	}))
}
