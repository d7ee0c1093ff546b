package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestRead(t *testing.T) {
	t.Parallel()
	const raw = `goversion: go1.26
cpu: Some CPU
BenchmarkList/n=20000/acc=1/client=ours-list-2  4  1e9 ns/op  2.5 allocs/customer  7 B/op
BenchmarkList/n=20000/acc=1/client=ours-list-2  4  2e9 ns/op  2.5 allocs/customer  7 B/op
BenchmarkList/n=20000/acc=1/client=ours-2       4  4e9 ns/op
BenchmarkGet/client=ours                        4  8e9 ns/op
PASS
goversion: go1.27
BenchmarkGet/client=ours                        4  7e9 ns/op
goversion: go1.26
BenchmarkGet/client=ours                        4  9e9 ns/op
`
	file := filepath.Join(t.TempDir(), "raw.txt")
	if err := os.WriteFile(file, []byte(raw), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := read(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 {
		t.Fatalf("%d releases, want 2", len(all))
	}
	if got := all[1].of("Get/client=ours", unitTime); !slices.Equal(got, []float64{7}) || all[1].release() != "go1.27" {
		t.Errorf("Get with %s = %v, want [7] with go1.27", all[1].release(), got)
	}
	d := all[0]
	for _, tt := range []struct {
		name, unit string
		want       []float64
	}{
		{list("List", size{20_000, 1}, "ours-list"), unitTime, []float64{1, 2}},
		{list("List", size{20_000, 1}, "ours-list"), unitPerCustomer, []float64{2.5, 2.5}},
		{list("List", size{20_000, 1}, "ours-list"), unitBytes, []float64{7, 7}},
		{list("List", size{20_000, 1}, "ours"), unitTime, []float64{4}},
		{"Get/client=ours", unitTime, []float64{8, 9}},
		{"Get/client=other", unitTime, nil},
	} {
		if got := d.of(tt.name, tt.unit); !slices.Equal(got, tt.want) {
			t.Errorf("%s %s = %v, want %v", tt.name, tt.unit, got, tt.want)
		}
	}
	if d.config["cpu"] != "Some CPU" || d.config["goversion"] != "go1.26" {
		t.Errorf("config = %v", d.config)
	}
}
