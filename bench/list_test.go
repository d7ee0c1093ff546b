package bench_test

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"testing"

	"github.com/ledgerlink/link-sdk-go/bench/server"
)

// size is a list: so many customers with so many accounts each.
type size struct{ n, accounts int }

// sizes are the lists of the targets, and those that show how a client grows.
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

// BenchmarkList lists all customers: our All, our List, and what the others have.
func BenchmarkList(b *testing.B) {
	url := serviceURL(b)
	for _, s := range sizes() {
		base := url + server.Base(s.n, s.accounts)
		bare := newBare(base)
		floor := lister{"discard", func(ctx context.Context) (any, int, error) {
			_, err := bare.Discard(ctx)
			return nil, s.n, err
		}}
		for _, client := range append(listers(b, base), floor) {
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

// measureList runs the loop and reports allocations by customer, too.
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

// prepare has the server make the list, so that nobody waits for that while being measured.
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
