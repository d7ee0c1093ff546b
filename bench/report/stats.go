package main

import (
	"math"
	"slices"
)

// quantile returns the q-quantile, interpolated between the two nearest samples. Without samples it returns NaN.
func quantile(samples []float64, q float64) float64 {
	if len(samples) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(samples))
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i == len(sorted)-1 {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

func median(samples []float64) float64 { return quantile(samples, 0.5) }

// figure is a value with the quartiles of its samples.
type figure struct{ value, low, high float64 }

func figureOf(samples []float64) figure {
	return figure{median(samples), quantile(samples, 0.25), quantile(samples, 0.75)}
}

// ratio returns the ratio of the medians. Its quartiles are those of the ratios within each round, because both clients
// of a round ran under the same load.
func ratio(a, b []float64) figure {
	pairs := make([]float64, min(len(a), len(b)))
	for i := range pairs {
		pairs[i] = a[i] / b[i]
	}
	f := figureOf(pairs)
	f.value = median(a) / median(b)
	return f
}

// exponent fits y = c·x^e by least squares of the logarithms and returns e.
func exponent(x, y []float64) float64 {
	var mx, my float64
	for i := range x {
		mx += math.Log(x[i]) / float64(len(x))
		my += math.Log(y[i]) / float64(len(x))
	}
	var numerator, denominator float64
	for i := range x {
		dx := math.Log(x[i]) - mx
		numerator += dx * (math.Log(y[i]) - my)
		denominator += dx * dx
	}
	return numerator / denominator
}

// growth returns the exponent with which a metric of a client grows with the number of customers.
func growth(d *data, bench, client, unit string) figure {
	sizes := apply(fitSizes(), func(s size) float64 { return float64(s.n) })
	runs := apply(fitSizes(), func(s size) []float64 { return d.of(list(bench, s, client), unit) })
	fits := make([]float64, slices.Min(apply(runs, func(samples []float64) int { return len(samples) })))
	for round := range fits {
		fits[round] = exponent(sizes, apply(runs, func(samples []float64) float64 { return samples[round] }))
	}
	f := figureOf(fits)
	f.value = exponent(sizes, apply(runs, median))
	return f
}
