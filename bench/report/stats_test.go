package main

import (
	"math"
	"testing"
)

func TestRatio(t *testing.T) {
	t.Parallel()
	got := ratio([]float64{10, 30, 20}, []float64{20, 60, 10})
	want := figure{value: 1, low: 0.5, high: 1.25} // the medians are 20 and 20, the ratios of the rounds 0.5, 0.5 and 2
	if got != want {
		t.Errorf("ratio = %+v, want %+v", got, want)
	}
	if got := ratio(nil, nil); !math.IsNaN(got.value) {
		t.Errorf("ratio without samples = %v, want NaN", got.value)
	}
}

func TestExponent(t *testing.T) {
	t.Parallel()
	x := []float64{1e3, 1e4, 1e5, 1e6}
	for _, e := range []float64{0, 0.5, 1, 1.1} {
		y := make([]float64, len(x))
		for i := range x {
			y[i] = 3 * math.Pow(x[i], e)
		}
		if got := exponent(x, y); math.Abs(got-e) > 1e-9 {
			t.Errorf("exponent = %v, want %v", got, e)
		}
	}
}

func TestWorst(t *testing.T) {
	t.Parallel()
	cases := []measured{{label: "a", figure: figure{value: 0.7}}, {label: "b", figure: figure{value: 0.9}}}
	if got := worst(cases, atMost(0.8)); got.label != "b" || atMost(0.8).holds(got.value) {
		t.Errorf("worst for at most 0.8 = %+v, want b, outside the bound", got)
	}
	if got := worst(cases, atLeast(0.8)); got.label != "a" || atLeast(0.8).holds(got.value) {
		t.Errorf("worst for at least 0.8 = %+v, want a, outside the bound", got)
	}
	if atMost(0.8).holds(math.NaN()) || between(0, 1).holds(math.NaN()) {
		t.Error("NaN is inside the bound, so a target without samples counts as reached")
	}
}
