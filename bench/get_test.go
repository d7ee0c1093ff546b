package bench_test

import (
	"context"
	"log/slog"
	"runtime"
	"testing"

	"github.com/ledgerlink/link-sdk-go/bench/server"
	"github.com/ledgerlink/link-sdk-go/customers"
)

const callers = 64

// BenchmarkGet measures Get with one caller.
func BenchmarkGet(b *testing.B) {
	base := serviceURL(b) + server.Base(server.Plain, 1, 1)
	for _, client := range getters(b, base) {
		b.Run("client="+client.name, func(b *testing.B) {
			measureGet(b, client)
		})
	}
}

// BenchmarkParallelGet measures Get with 64 callers that share one client with its default transport.
func BenchmarkParallelGet(b *testing.B) {
	parallelGet(b, serviceURL(b))
}

// BenchmarkHTTP2Get is BenchmarkParallelGet over TLS and HTTP/2.
func BenchmarkHTTP2Get(b *testing.B) {
	parallelGet(b, http2URL(b))
}

func parallelGet(b *testing.B, url string) {
	b.Helper()
	base := url + server.Base(server.Plain, 1, 1)
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
	if _, err := client.get(b.Context()); err != nil { // opens the connection
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.get(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOptions measures options that have nothing to do: retries without failures, a limiter that never waits, a
// logger whose levels are disabled. An option that is not set cannot cost more.
func BenchmarkOptions(b *testing.B) {
	base := serviceURL(b) + server.Base(server.Plain, 1, 1)
	variants := []struct {
		name string
		opts []customers.Option
	}{
		{"default", nil},
		{"no-retry", []customers.Option{customers.WithRetry(customers.NoRetry)}},
		{"limiter", []customers.Option{customers.WithLimiter(noLimit{})}},
		{"logger", []customers.Option{customers.WithLogger(slog.New(slog.DiscardHandler))}},
	}
	for _, v := range rotate(b, variants) {
		b.Run("client="+v.name, func(b *testing.B) {
			client := newSDK(b, base, v.opts...)
			measureGet(b, getter{v.name, func(ctx context.Context) (any, error) { return client.Get(ctx, id) }})
		})
	}
}

type noLimit struct{}

func (noLimit) Wait(context.Context) error { return nil }
