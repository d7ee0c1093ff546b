// Command run executes the benchmarks in rounds and prints their raw output.
//
// The arguments are test binaries of package bench, one for each Go release. Run serves the prepared bodies itself, so
// that the benchmarked process contains only the client. In each round, the clients of a benchmark run one after the
// other, with each release.
package main

import (
	"context"
	"debug/buildinfo"
	"flag"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/ledgerlink/link-sdk-go/bench/server"
)

func main() {
	count := flag.Int("count", 10, "number of rounds")
	filter := flag.String("bench", ".", "run only benchmarks whose pattern matches this regular expression")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, flag.Args(), *count, *filter)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, binaries []string, count int, filter string) error {
	match, err := regexp.Compile(filter)
	if err != nil {
		return err
	}
	env, stop, err := serve(ctx)
	if err != nil {
		return err
	}
	defer stop()
	if _, err := fmt.Fprintf(out, "cores: %d\ndate: %s\n",
		runtime.NumCPU(), time.Now().UTC().Format(time.DateOnly)); err != nil {
		return err
	}
	for round := range count {
		start := time.Now()
		for _, g := range groups() {
			if round >= g.rounds || !match.MatchString(g.pattern) {
				continue
			}
			if err := g.runRound(ctx, out, binaries, env, round); err != nil {
				return fmt.Errorf("%s: %w", g.pattern, err)
			}
		}
		fmt.Fprintf(os.Stderr, "    round %d of %d took %s\n", round+1, count, time.Since(start).Round(time.Second))
	}
	return nil
}

// serve starts a server with HTTP/1.1 and one with TLS and HTTP/2. It returns the environment of the benchmarks, with
// the URLs and with the certificate, which all their clients trust.
func serve(ctx context.Context) (env []string, stop func(), err error) {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, nil, err
	}
	plain := &http.Server{Handler: server.New(), ReadHeaderTimeout: time.Minute}
	http2, certificate, err := server.NewHTTP2()
	stop = func() {
		_ = plain.Close() // no request is in progress
		if http2 != nil {
			_ = http2.Close()
		}
		_ = os.RemoveAll(dir)
	}
	file := filepath.Join(dir, "certificate.pem")
	if err == nil {
		err = os.WriteFile(file, certificate, 0o600)
	}
	var lc net.ListenConfig
	var listeners [2]net.Listener
	for i := range listeners {
		if err == nil {
			listeners[i], err = lc.Listen(ctx, "tcp", "127.0.0.1:0")
		}
	}
	if err != nil {
		stop()
		return nil, nil, err
	}
	go plain.Serve(listeners[0])            //nolint:errcheck // returns after Close
	go http2.ServeTLS(listeners[1], "", "") //nolint:errcheck // returns after Close
	return append(os.Environ(),
		"BENCH_URL=http://"+listeners[0].Addr().String(),
		"BENCH_HTTP2_URL=https://"+listeners[1].Addr().String(),
		"SSL_CERT_FILE="+file,
	), stop, nil
}

// group is a group of benchmarks that one process runs, each with a fixed number of iterations. Long benchmarks have
// few iterations, so that a round with two Go releases takes about two minutes.
type group struct {
	pattern   string
	benchtime string
	repeat    int // executions in each round; more for short benchmarks with a high variance
	rounds    int // later rounds skip the group
}

func (g group) runRound(ctx context.Context, out io.Writer, binaries, env []string, round int) error {
	for i := range g.repeat {
		for _, binary := range binaries {
			if err := g.run(ctx, out, binary, env, round*g.repeat+i); err != nil {
				return err
			}
		}
	}
	return nil
}

// run prints the Go release of binary and executes the benchmarks of the group. The clients are rotated by turn.
func (g group) run(ctx context.Context, out io.Writer, binary string, env []string, turn int) error {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "goversion: %s\n", info.GoVersion); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, binary, //nolint:gosec // the caller passes the binary
		"-test.run=^$", "-test.bench="+g.pattern, "-test.benchtime="+g.benchtime, "-test.count=1", "-test.timeout=10m")
	cmd.Env = slices.Concat(env, []string{"BENCH_TURN=" + strconv.Itoa(turn)})
	cmd.Stdout, cmd.Stderr = out, os.Stderr
	return cmd.Run()
}

const allRounds = math.MaxInt

func groups() []group {
	return []group{
		{"^BenchmarkGet$", "500x", 10, allRounds},
		{"^BenchmarkOptions$", "500x", 10, allRounds},
		{"^BenchmarkParallelGet$", "4000x", 4, allRounds},
		{"^BenchmarkHTTP2Get$", "4000x", 2, allRounds},
		{"^BenchmarkFirst$", "200x", 1, allRounds},
		{"^BenchmarkList$/^n=1000$", "60x", 1, allRounds},
		{"^BenchmarkList$/^n=10000$", "6x", 1, allRounds},
		{"^BenchmarkList$/^n=20000$", "3x", 1, allRounds},
		{"^BenchmarkList$/^n=100000$", "1x", 1, allRounds},
		{"^BenchmarkList$/^n=200000$", "1x", 1, allRounds},
		{"^BenchmarkList$/^n=1000000$", "1x", 1, 6}, // slow; benchstat needs 6 samples
		{"^BenchmarkGzipList$", "3x", 1, allRounds},
		{"^BenchmarkUnknownList$", "3x", 1, allRounds},
		{"^BenchmarkHTTP2List$", "3x", 1, allRounds},
		{"^BenchmarkDecode$/./^client=ours$", "5x", 1, allRounds},
		{"^BenchmarkCandidates$", "2x", 1, 6},
		{"^BenchmarkHeap$", "1x", 1, 1}, // low variance
	}
}
