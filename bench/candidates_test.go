package bench_test

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"github.com/ledgerlink/link-sdk-go/bench/bare"
	"github.com/ledgerlink/link-sdk-go/bench/candidates"
	"github.com/ledgerlink/link-sdk-go/bench/server"
)

// BenchmarkCandidates compares the decoders, each on the body of a bare net/http request, with All of the SDK.
func BenchmarkCandidates(b *testing.B) {
	url := serviceURL(b)
	for _, s := range []size{{20_000, 0}, {20_000, 1}, {20_000, 4}} {
		base := url + server.Base(server.Plain, s.n, s.accounts)
		sdk := newSDK(b, base)
		runs := append(candidateRuns(newBare(base)), candidateRun{"ours", func(ctx context.Context) (int, error) {
			return countAll(sdk.All(ctx))
		}})
		for _, r := range rotate(b, runs) {
			b.Run(fmt.Sprintf("n=%d/acc=%d/client=%s", s.n, s.accounts, r.name), func(b *testing.B) {
				prepare(b, base)
				measureList(b, s.n, func() (int, error) { return r.list(b.Context()) })
			})
		}
	}
}

// candidateRun decodes a list with one decoder and returns the number of customers.
type candidateRun struct {
	name string
	list func(context.Context) (int, error)
}

func candidateRuns(client *bare.Client) (runs []candidateRun) {
	for _, decoder := range candidates.All() {
		runs = append(runs, candidateRun{decoder.Name, func(ctx context.Context) (int, error) {
			body, err := client.Open(ctx, "")
			if err != nil {
				return 0, err
			}
			defer body.Close()
			return countAll(decoder.Decode(body))
		}})
	}
	return runs
}

// countAll returns the number of elements of a stream, and its error.
func countAll[T any](all iter.Seq2[T, error]) (n int, err error) {
	for _, err := range all {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
