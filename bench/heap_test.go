package bench_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/ledgerlink/link-sdk-go/bench/server"
)

// BenchmarkHeap reports the live heap of listing: what stays after a collection, above what was there before. Of our
// All it is the most of eight points on the way. Of a client that returns the whole list it is the list in hand, so
// without the body that it held while decoding. The connection counts, it was not there before. Times mean nothing.
func BenchmarkHeap(b *testing.B) {
	url := serviceURL(b)
	for _, s := range sizes() {
		base := url + server.Base(s.n, s.accounts)
		b.Run(fmt.Sprintf("n=%d/acc=%d/client=ours", s.n, s.accounts), func(b *testing.B) {
			prepare(b, base)
			client := newOurs(b, base)
			measureHeap(b, func(sample func()) {
				i := 0
				for _, err := range client.All(b.Context()) {
					if err != nil {
						b.Fatal(err)
					}
					if i++; i%max(1, s.n/8) == 0 {
						sample()
					}
				}
			})
		})
		for _, client := range listers(b, base) {
			if client.name == "ours" || s.accounts != 1 { // the plot's sizes will do
				continue
			}
			b.Run(fmt.Sprintf("n=%d/acc=%d/client=%s", s.n, s.accounts, client.name), func(b *testing.B) {
				prepare(b, base)
				measureHeap(b, func(sample func()) {
					list, _, err := client.read(b.Context())
					if err != nil {
						b.Fatal(err)
					}
					sample()
					runtime.KeepAlive(list)
				})
			})
		}
	}
}

func measureHeap(b *testing.B, list func(sample func())) {
	b.Helper()
	var most uint64
	baseline := liveHeap()
	for b.Loop() {
		list(func() { most = max(most, liveHeap()) })
	}
	b.ReportMetric(float64(most-min(most, baseline)), "live-B")
}

func liveHeap() uint64 {
	runtime.GC()
	runtime.GC() // the first may leave what finalizers and pools still hold
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
