package bench_test

import (
	"os"
	"slices"
	"strconv"
	"testing"
)

// rotate turns the order of the clients from one execution to the next, as the runner tells: whoever is measured right
// after a hungry one would otherwise pay for it every time.
func rotate[T any](tb testing.TB, clients []T) []T {
	tb.Helper()
	turn := os.Getenv("BENCH_TURN")
	if turn == "" {
		return clients
	}
	n, err := strconv.ParseUint(turn, 10, 31)
	if err != nil {
		tb.Fatal("BENCH_TURN:", err)
	}
	i := int(n) % len(clients)
	return slices.Concat(clients[i:], clients[:i])
}
