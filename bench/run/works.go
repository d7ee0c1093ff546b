package main

import "math"

// work is a part of the benchmarks that one process runs, each for a fixed number of iterations: the longer ones less
// often, so that a round takes about a minute.
type work struct {
	pattern   string
	benchtime string
	repeat    int // in a round, to have more samples of what is short and noisy
	rounds    int // it is left out of later ones
}

const always = math.MaxInt

func works() []work {
	return []work{
		{"^BenchmarkGet$", "500x", 10, always},
		{"^BenchmarkOptions$", "500x", 10, always},
		{"^BenchmarkParallelGet$", "4000x", 4, always},
		{"^BenchmarkFirst$", "200x", 1, always},
		{"^BenchmarkList$/^n=1000$", "60x", 1, always},
		{"^BenchmarkList$/^n=10000$", "6x", 1, always},
		{"^BenchmarkList$/^n=20000$", "3x", 1, always},
		{"^BenchmarkList$/^n=100000$", "1x", 1, always},
		{"^BenchmarkList$/^n=200000$", "1x", 1, always},
		{"^BenchmarkList$/^n=1000000$", "1x", 1, always},
		{"^BenchmarkCandidates$", "2x", 1, always},
		{"^BenchmarkHeap$", "1x", 1, 2}, // hardly varies
	}
}
