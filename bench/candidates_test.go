package bench_test

import (
	"fmt"
	"testing"

	"github.com/ledgerlink/link-sdk-go/bench/candidates"
	"github.com/ledgerlink/link-sdk-go/bench/server"
)

// BenchmarkCandidates compares ways of decoding a list, each with a bare net/http call around it, and our All.
func BenchmarkCandidates(b *testing.B) {
	url := serviceURL(b)
	for _, s := range []size{{20_000, 0}, {20_000, 1}, {20_000, 4}} {
		base := url + server.Base(s.n, s.accounts)
		bare, ours := newBare(base), newOurs(b, base)
		type run struct {
			name string
			list func(*testing.B) (int, error)
		}
		runs := []run{{"ours", func(b *testing.B) (n int, err error) {
			for _, err := range ours.All(b.Context()) {
				if err != nil {
					return n, err
				}
				n++
			}
			return n, nil
		}}}
		for _, way := range candidates.All() {
			runs = append(runs, run{way.Name, func(b *testing.B) (n int, err error) {
				body, err := bare.Open(b.Context(), "")
				if err != nil {
					return 0, err
				}
				defer body.Close()
				for _, err := range way.Decode(body) {
					if err != nil {
						return n, err
					}
					n++
				}
				return n, nil
			}})
		}
		for _, r := range rotate(b, runs) {
			b.Run(fmt.Sprintf("n=%d/acc=%d/client=%s", s.n, s.accounts, r.name), func(b *testing.B) {
				prepare(b, base)
				measureList(b, s.n, func() (int, error) { return r.list(b) })
			})
		}
	}
}
