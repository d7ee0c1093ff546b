// Command run executes the benchmarks in rounds and prints their raw output.
//
// It serves the prepared bodies itself, so that the benchmarked process is a client and nothing else. In each round
// every benchmark runs once, all clients of one work right after each other.
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
	binary := flag.String("binary", "", "the test binary of package bench")
	count := flag.Int("count", 10, "rounds")
	filter := flag.String("bench", ".", "run only works whose name matches")
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
	go srv.Serve(listener) //nolint:errcheck // ends with Close
	defer srv.Close()      //nolint:errcheck // nothing is under way any more
	url := "http://" + listener.Addr().String()

	if _, err := fmt.Fprintf(out, "goversion: %s\ncores: %d\ndate: %s\n",
		runtime.Version(), runtime.NumCPU(), time.Now().UTC().Format(time.DateOnly)); err != nil {
		return err
	}
	for round := range count {
		start := time.Now()
		for _, w := range works() {
			if round >= w.rounds || !match.MatchString(w.pattern) {
				continue
			}
			for i := range w.repeat {
				if err := w.run(ctx, out, binary, url, round*w.repeat+i); err != nil {
					return fmt.Errorf("%s: %w", w.pattern, err)
				}
			}
		}
		fmt.Fprintf(os.Stderr, "    round %d of %d took %s\n", round+1, count, time.Since(start).Round(time.Second))
	}
	return nil
}

// run executes the work; turn says which client comes first.
func (w work) run(ctx context.Context, out io.Writer, binary, url string, turn int) error {
	cmd := exec.CommandContext(ctx, binary, //nolint:gosec // the caller's own binary
		"-test.run=^$", "-test.bench="+w.pattern, "-test.benchtime="+w.benchtime, "-test.count=1", "-test.timeout=10m")
	cmd.Env = append(os.Environ(), "BENCH_URL="+url, "BENCH_TURN="+strconv.Itoa(turn))
	cmd.Stdout, cmd.Stderr = out, os.Stderr
	return cmd.Run()
}

// work is a part of the benchmarks that one process runs, each for a fixed number of iterations: the longer ones less
// often, so that a round takes about a minute.
type work struct {
	pattern   string
	benchtime string
	repeat    int // in a round, to have more samples of what is short and noisy
	rounds    int // it is left out of later ones
}

const always = math.MaxInt

func works() []work {
	return []work{
		{"^BenchmarkGet$", "500x", 10, always},
		{"^BenchmarkOptions$", "500x", 10, always},
		{"^BenchmarkParallelGet$", "4000x", 4, always},
		{"^BenchmarkFirst$", "200x", 1, always},
		{"^BenchmarkList$/^n=1000$", "60x", 1, always},
		{"^BenchmarkList$/^n=10000$", "6x", 1, always},
		{"^BenchmarkList$/^n=20000$", "3x", 1, always},
		{"^BenchmarkList$/^n=100000$", "1x", 1, always},
		{"^BenchmarkList$/^n=200000$", "1x", 1, always},
		{"^BenchmarkList$/^n=1000000$", "1x", 1, always},
		{"^BenchmarkCandidates$", "2x", 1, always},
		{"^BenchmarkHeap$", "1x", 1, 2}, // hardly varies
	}
}
