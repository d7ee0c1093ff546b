package bench_test

import (
	"fmt"
	"io"
	"testing"

	"github.com/ledgerlink/link-sdk-go/bench/server"
)

// BenchmarkFirst is the time to the first of a million customers, beside the time to the first byte of the body. Both
// give up then, which costs the connection: every iteration dials.
func BenchmarkFirst(b *testing.B) {
	url := serviceURL(b)
	for _, s := range []size{{1_000_000, 1}} {
		base := url + server.Base(s.n, s.accounts)
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
			client := newOurs(b, base)
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
