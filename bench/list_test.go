package bench_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"testing"

	"github.com/ledgerlink/link-sdk-go/bench/server"
)

// size is the size of a list: n customers with the given number of accounts each.
type size struct{ n, accounts int }

// sizes returns the sizes of the targets and of the plots.
func sizes() []size {
	return []size{
		{1_000, 1},
		{10_000, 1},
		{20_000, 0},
		{20_000, 1},
		{20_000, 4},
		{100_000, 1},
		{200_000, 0},
		{200_000, 1},
		{200_000, 4},
		{1_000_000, 1},
	}
}

// BenchmarkList measures All and List of the SDK and the list methods of the other clients.
func BenchmarkList(b *testing.B) {
	measureLists(b, serviceURL(b), server.Plain, sizes())
}

// BenchmarkGzipList measures compressed lists.
func BenchmarkGzipList(b *testing.B) {
	measureLists(b, serviceURL(b), server.Gzip, []size{{20_000, 1}})
}

// BenchmarkUnknownList measures lists with four more members in each customer.
func BenchmarkUnknownList(b *testing.B) {
	measureLists(b, serviceURL(b), server.Unknown, []size{{20_000, 1}})
}

// BenchmarkHTTP2List measures lists over TLS and HTTP/2.
func BenchmarkHTTP2List(b *testing.B) {
	measureLists(b, http2URL(b), server.Plain, []size{{20_000, 1}})
}

func measureLists(b *testing.B, url, kind string, sizes []size) {
	b.Helper()
	for _, s := range sizes {
		base := url + server.Base(kind, s.n, s.accounts)
		client := newBare(base)
		lowerBound := lister{"discard", func(ctx context.Context) (any, int, error) {
			_, err := client.Discard(ctx)
			return nil, s.n, err
		}}
		for _, client := range append(listers(b, base), lowerBound) {
			b.Run(fmt.Sprintf("n=%d/acc=%d/client=%s", s.n, s.accounts, client.name), func(b *testing.B) {
				prepare(b, base)
				measureList(b, s.n, func() (int, error) {
					_, n, err := client.read(b.Context())
					return n, err
				})
			})
		}
	}
}

// measureList runs the benchmark loop, and also reports the allocations per customer.
func measureList(b *testing.B, want int, list func() (int, error)) {
	b.Helper()
	b.ReportAllocs()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		if n, err := list(); err != nil || n != want {
			b.Fatalf("%d customers, want %d: %v", n, want, err)
		}
	}
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/float64(b.N)/float64(want), "allocs/customer")
}

// prepare makes the server create the list, so that no measurement includes that.
func prepare(b *testing.B, base string) {
	b.Helper()
	target := base + "/api/v1/account-manager/customers"
	req, err := http.NewRequestWithContext(b.Context(), http.MethodHead, target, http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		b.Fatal(res.Status)
	}
}

// BenchmarkHeap reports the live heap after a garbage collection, minus the live heap before the benchmark. It includes
// the connection. For All, it is the maximum of eight samples during the iteration. For the other clients, it includes
// the whole list, but not the body that the client kept during decoding. The times of this benchmark have no meaning.
func BenchmarkHeap(b *testing.B) {
	url := serviceURL(b)
	for _, s := range sizes() {
		base := url + server.Base(server.Plain, s.n, s.accounts)
		b.Run(fmt.Sprintf("n=%d/acc=%d/client=ours", s.n, s.accounts), func(b *testing.B) {
			prepare(b, base)
			client := newSDK(b, base)
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
			if client.name == "ours" || s.accounts != 1 { // the plots show no others
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
	var highest uint64
	baseline := liveHeap()
	for b.Loop() {
		list(func() { highest = max(highest, liveHeap()) })
	}
	b.ReportMetric(float64(highest-min(highest, baseline)), "live-B")
}

func liveHeap() uint64 {
	runtime.GC()
	runtime.GC() // the first one keeps objects of finalizers and pools
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkFirst measures the time to the first of a million customers, and the time to the first byte of the body.
// Closing the body early closes the connection, so every iteration opens a new one.
func BenchmarkFirst(b *testing.B) {
	url := serviceURL(b)
	for _, s := range []size{{1_000_000, 1}} {
		base := url + server.Base(server.Plain, s.n, s.accounts)
		b.Run(fmt.Sprintf("n=%d/acc=%d/client=byte", s.n, s.accounts), func(b *testing.B) {
			prepare(b, base)
			client := newBare(base)
			for b.Loop() {
				body, err := client.Open(b.Context(), "")
				if err != nil {
					b.Fatal(err)
				}
				_, err = io.ReadFull(body, make([]byte, 1))
				b.StopTimer()
				body.Close()
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
		})
		b.Run(fmt.Sprintf("n=%d/acc=%d/client=ours", s.n, s.accounts), func(b *testing.B) {
			prepare(b, base)
			client := newSDK(b, base)
			for b.Loop() {
				for _, err := range client.All(b.Context()) {
					b.StopTimer()
					if err != nil {
						b.Fatal(err)
					}
					break
				}
				b.StartTimer()
			}
		})
	}
}
