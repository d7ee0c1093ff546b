package main

import (
	"fmt"
	"math"
	"strings"
)

const none = "–"

// significant returns v with three significant digits, and without decimals if v is a whole number.
func significant(v float64) string {
	switch {
	case math.IsNaN(v):
		return none
	case math.Abs(v) >= 100 || v == math.Trunc(v):
		return fmt.Sprintf("%.0f", v)
	case math.Abs(v) >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// scaled returns v in the largest unit in which it is at least 1. Each unit is step times the one before.
func scaled(v, step float64, units ...string) string {
	if math.IsNaN(v) {
		return none
	}
	i := 0
	for ; v >= step && i < len(units)-1; i++ {
		v /= step
	}
	return significant(v) + " " + units[i]
}

func seconds(v float64) string { return scaled(v*1e9, 1000, "ns", "µs", "ms", "s") }
func bytesOf(v float64) string { return scaled(v, 1024, "B", "KiB", "MiB", "GiB") }
func decimal(v float64) string { return scaled(v, 1000, "B", "kB", "MB", "GB") }
func count(v float64) string   { return significant(v) }
func exact(v float64) string   { return fmt.Sprintf("%.3f", v) }

func times(v float64) string {
	if math.IsNaN(v) {
		return none
	}
	return fmt.Sprintf("%.2f ×", v)
}

func (f figure) format(unit func(float64) string) string {
	value, low, high := unit(f.value), unit(f.low), unit(f.high)
	if low == high {
		return value
	}
	return fmt.Sprintf("%s (%s … %s)", value, low, high)
}

func (b bound) format(unit func(float64) string) string {
	switch {
	case math.IsInf(b.low, -1):
		return "≤ " + unit(b.high)
	case math.IsInf(b.high, 1):
		return "≥ " + unit(b.low)
	}
	return unit(b.low) + " … " + unit(b.high)
}

// apply returns the results of one for all elements of in.
func apply[T, R any](in []T, one func(T) R) []R {
	out := make([]R, len(in))
	for i, v := range in {
		out[i] = one(v)
	}
	return out
}

// table returns a Markdown table. All columns except the first are right-aligned numbers.
func table(head []string, rows [][]string) string {
	var b strings.Builder
	line := func(cells []string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	line(head)
	columns := strings.Count(b.String(), "|") - 1 // one string of head can contain two cells
	fmt.Fprintf(&b, "| --- |%s\n", strings.Repeat(" ---: |", columns-1))
	for _, row := range rows {
		line(row)
	}
	return b.String()
}
