package bench_test

import (
	"runtime"
	"testing"

	"github.com/ledgerlink/link-sdk-go/bench/server"
)

const callers = 64

// BenchmarkGet gets one customer after the other.
func BenchmarkGet(b *testing.B) {
	base := serviceURL(b) + server.Base(1, 1)
	for _, client := range getters(b, base) {
		b.Run("client="+client.name, func(b *testing.B) {
			measureGet(b, client)
		})
	}
}

// BenchmarkParallelGet has 64 callers share one client with the transport that it comes with.
func BenchmarkParallelGet(b *testing.B) {
	base := serviceURL(b) + server.Base(1, 1)
	for _, client := range getters(b, base) {
		b.Run("client="+client.name, func(b *testing.B) {
			b.ReportAllocs()
			procs := runtime.GOMAXPROCS(0)
			b.SetParallelism((callers + procs - 1) / procs)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := client.get(b.Context()); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}

func measureGet(b *testing.B, client getter) {
	b.Helper()
	if _, err := client.get(b.Context()); err != nil { // dials
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.get(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
