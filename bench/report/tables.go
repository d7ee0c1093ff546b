package main

import "slices"

func allSizes() []size {
	sizes := append(targetSizes(), growthSizes()...)
	slices.SortFunc(sizes, func(a, b size) int { return 10*(a.n-b.n) + a.accounts - b.accounts })
	return slices.Compact(sizes)
}

// listTable has a row for each list and a column for each client that was measured.
func listTable(d *data, bench, unit string, format func(float64) string) string {
	head := []string{"list"}
	var measured []client
	for _, c := range clients() {
		if len(d.of(list(bench, size{20_000, 1}, c.name), unit)) > 0 {
			measured, head = append(measured, c), append(head, c.title)
		}
	}
	var rows [][]string
	for _, s := range allSizes() {
		row := []string{s.String()}
		for _, c := range measured {
			row = append(row, format(median(d.of(list(bench, s, c.name), unit))))
		}
		rows = append(rows, row)
	}
	return table(head, rows)
}

func ratioTable(d *data) string {
	pairs := [][2]client{
		{{"ours", "All"}, {"ogen", "ogen"}},
		{{"ours", "All"}, {"stock", "stock"}},
		{{"ours-list", "List"}, {"ogen", "ogen"}},
		{{"ours-list", "List"}, {"stock", "stock"}},
	}
	head := []string{"list"}
	for _, p := range pairs {
		head = append(head, p[0].title+" / "+p[1].title)
	}
	var rows [][]string
	for _, s := range allSizes() {
		row := []string{s.String()}
		for _, p := range pairs {
			r := ratio(d.of(list("List", s, p[0].name), unitTime), d.of(list("List", s, p[1].name), unitTime))
			row = append(row, r.format(times))
		}
		rows = append(rows, row)
	}
	return table(head, rows)
}

func growthTable(d *data) string {
	var rows [][]string
	for _, c := range clients() {
		if c.name == "discard" {
			continue
		}
		rows = append(rows, []string{
			c.title,
			growth(d, "List", c.name, unitTime).format(exact),
			growth(d, "List", c.name, unitBytes).format(exact),
			growth(d, "Heap", c.name, unitLive).format(exact),
		})
	}
	return table([]string{"client", "time", "allocated bytes", "live heap"}, rows)
}

func firstTable(d *data) string {
	million := size{1_000_000, 1}
	byteTime := d.of(list("First", million, "byte"), unitTime)
	ours := d.of(list("First", million, "ours"), unitTime)
	return table([]string{"what", "time", "of the first byte's"}, [][]string{
		{"first byte of the body, bare net/http", figureOf(byteTime).format(seconds), ""},
		{"first customer of All", figureOf(ours).format(seconds), ratio(ours, byteTime).format(times)},
	})
}

func getTable(d *data) string {
	var rows [][]string
	for _, c := range []client{{"ours", "Get"}, {"ogen", "ogen"}, {"stock", "stock"}, {"bare", "bare"}} {
		alone, many := "Get/client="+c.name, "ParallelGet/client="+c.name
		rows = append(rows, []string{
			c.title,
			figureOf(d.of(alone, unitTime)).format(seconds),
			ratio(d.of(alone, unitTime), d.of("Get/client=bare", unitTime)).format(times),
			count(median(d.of(alone, unitAllocs))),
			bytesOf(median(d.of(alone, unitBytes))),
			thousands(int(1/median(d.of(many, unitTime)))) + "/s",
			ratio(d.of("ParallelGet/client=stock", unitTime), d.of(many, unitTime)).format(times),
		})
	}
	return table([]string{
		"client", "time, one caller", "of bare's", "allocations", "bytes", "64 callers", "of stock's throughput",
	}, rows)
}

func optionTable(d *data) string {
	var rows [][]string
	cost, more := optionTimes(d), optionAllocs(d)
	for i, o := range options() {
		rows = append(rows, []string{
			o.name,
			seconds(median(d.of(o.with, unitTime))),
			seconds(median(d.of(o.without, unitTime))),
			cost[i].format(times),
			more[i].format(count),
		})
	}
	return table([]string{"option", "Get with", "Get without", "with / without", "more allocations"}, rows)
}

func candidateTable(d *data) string {
	ways := []client{
		{"ours", "ours"},
		{"v1", "encoding/json, by element"},
		{"v2", "json/v2 as is"},
		{"v2-switch", "json/v2, field switches on tokens"},
		{"jx-raw", "jx on elements that jsontext found"},
		{"jx-stream", "jx alone"},
	}
	sizes := []size{{20_000, 0}, {20_000, 1}, {20_000, 4}}
	head := []string{"way"}
	for _, s := range sizes {
		head = append(head, s.String(), "allocations a customer")
	}
	var rows [][]string
	for _, w := range ways {
		row := []string{w.title}
		for _, s := range sizes {
			name := list("Candidates", s, w.name)
			row = append(row, figureOf(d.of(name, unitTime)).format(seconds), count(median(d.of(name, unitPerCustomer))))
		}
		rows = append(rows, row)
	}
	return table(head, rows)
}
