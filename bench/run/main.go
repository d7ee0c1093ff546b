// Command run executes the benchmarks in rounds and prints their raw output.
//
// It serves the prepared bodies itself, so that the benchmarked process contains only the client. In each round, the
// clients of a benchmark run one after the other.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"runtime"
	"strconv"
	"time"

	"github.com/ledgerlink/link-sdk-go/bench/server"
)

func main() {
	binary := flag.String("binary", "", "test binary of package bench")
	count := flag.Int("count", 10, "number of rounds")
	filter := flag.String("bench", ".", "run only benchmarks whose pattern matches this regular expression")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, *binary, *count, *filter)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, binary string, count int, filter string) error {
	match, err := regexp.Compile(filter)
	if err != nil {
		return err
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: server.New(), ReadHeaderTimeout: time.Minute}
	go srv.Serve(listener) //nolint:errcheck // returns after Close
	defer srv.Close()      //nolint:errcheck // no request is in progress
	url := "http://" + listener.Addr().String()

	if _, err := fmt.Fprintf(out, "goversion: %s\ncores: %d\ndate: %s\n",
		runtime.Version(), runtime.NumCPU(), time.Now().UTC().Format(time.DateOnly)); err != nil {
		return err
	}
	for round := range count {
		start := time.Now()
		for _, g := range groups() {
			if round >= g.rounds || !match.MatchString(g.pattern) {
				continue
			}
			for i := range g.repeat {
				if err := g.run(ctx, out, binary, url, round*g.repeat+i); err != nil {
					return fmt.Errorf("%s: %w", g.pattern, err)
				}
			}
		}
		fmt.Fprintf(os.Stderr, "    round %d of %d took %s\n", round+1, count, time.Since(start).Round(time.Second))
	}
	return nil
}

// group is a group of benchmarks that one process runs, each with a fixed number of iterations. Long benchmarks have
// few iterations, so that a round takes about a minute.
type group struct {
	pattern   string
	benchtime string
	repeat    int // executions in each round; more for short benchmarks with a high variance
	rounds    int // later rounds skip the group
}

// run executes the benchmarks of the group. The clients are rotated by turn.
func (g group) run(ctx context.Context, out io.Writer, binary, url string, turn int) error {
	cmd := exec.CommandContext(ctx, binary, //nolint:gosec // the caller passes the binary
		"-test.run=^$", "-test.bench="+g.pattern, "-test.benchtime="+g.benchtime, "-test.count=1", "-test.timeout=10m")
	cmd.Env = append(os.Environ(), "BENCH_URL="+url, "BENCH_TURN="+strconv.Itoa(turn))
	cmd.Stdout, cmd.Stderr = out, os.Stderr
	return cmd.Run()
}

const allRounds = math.MaxInt

func groups() []group {
	return []group{
		{"^BenchmarkGet$", "500x", 10, allRounds},
		{"^BenchmarkOptions$", "500x", 10, allRounds},
		{"^BenchmarkParallelGet$", "4000x", 4, allRounds},
		{"^BenchmarkFirst$", "200x", 1, allRounds},
		{"^BenchmarkList$/^n=1000$", "60x", 1, allRounds},
		{"^BenchmarkList$/^n=10000$", "6x", 1, allRounds},
		{"^BenchmarkList$/^n=20000$", "3x", 1, allRounds},
		{"^BenchmarkList$/^n=100000$", "1x", 1, allRounds},
		{"^BenchmarkList$/^n=200000$", "1x", 1, allRounds},
		{"^BenchmarkList$/^n=1000000$", "1x", 1, allRounds},
		{"^BenchmarkCandidates$", "2x", 1, allRounds},
		{"^BenchmarkHeap$", "1x", 1, 2}, // low variance
	}
}
