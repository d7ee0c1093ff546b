// Fleet creates customers in one of several processes that share the rate limit of an API key. A limiter in Redis keeps
// all of them together below the limit.
//
//	LEDGERLINK_BASE_URL=… LEDGERLINK_API_KEY=… go run . -name worker-1 -n 250 -budget 1000 -window 1h -workers 4
//
// A single process needs no Redis: pass a limiter of [golang.org/x/time/rate] to customers.WithLimiter.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ledgerlink/link-sdk-go/customers"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "fleet:", err)
		os.Exit(1)
	}
}

// worker contains the values of the flags.
type worker struct {
	name     string
	n        int
	redis    string
	fallback bool
	share    share
}

func parse(args []string) (worker, error) {
	var w worker
	set := flag.NewFlagSet("fleet", flag.ContinueOnError)
	set.StringVar(&w.name, "name", "worker", "the `prefix` of the external IDs that this process creates")
	set.IntVar(&w.n, "n", 10, "the `number` of customers to create")
	set.StringVar(&w.redis, "redis", "127.0.0.1:6379", "`host:port` of Redis")
	set.BoolVar(&w.fallback, "fallback", false, "if Redis is unavailable, continue with an equal share of the budget")
	set.IntVar(&w.share.budget, "budget", 1000, "the number of `requests` that the API key may send in each window")
	set.DurationVar(&w.share.window, "window", time.Hour, "the `duration` of a window")
	set.IntVar(&w.share.workers, "workers", 4, "the `number` of processes in the fleet")
	set.IntVar(&w.share.concurrency, "concurrency", 2, "the `number` of concurrent requests of each process")
	if err := set.Parse(args); err != nil {
		return worker{}, err
	}
	return w, w.share.validate()
}

func run(ctx context.Context, args []string, out io.Writer) error {
	w, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	rdb := newRedis(w.redis)
	defer func() { _ = rdb.Close() }() // Redis has no data that could be lost
	client, err := customers.NewFromEnv(
		customers.WithLimiter(newLimiter(rdb, w.share, w.fallback)),
		customers.WithTimeout(2*w.share.window), // includes the wait for the limiter
	)
	if err != nil {
		return err
	}
	created, err := w.onboard(ctx, client)
	fmt.Fprintf(out, "%s created %d of %d\n", w.name, created, w.n)
	return err
}

// newRedis returns a Redis client with short timeouts and without retries, so that a failure of Redis is reported soon.
func newRedis(addr string) *redis.Client {
	const timeout = 500 * time.Millisecond
	return redis.NewClient(&redis.Options{
		Addr:                  addr,
		DialTimeout:           timeout,
		ReadTimeout:           timeout,
		WriteTimeout:          timeout,
		MaxRetries:            -1,
		DialerRetries:         1,
		ContextTimeoutEnabled: true,
	})
}

// onboard creates the customers and stops at the first failure.
func (w worker) onboard(ctx context.Context, client *customers.Client) (created int, err error) {
	input := func(yield func(customers.CreateParams) bool) {
		for i := 0; i < w.n && err == nil; i++ {
			externalID := fmt.Sprintf("%s-%d", w.name, i)
			if !yield(customers.CreateParams{ExternalID: externalID, Status: customers.StatusActive}) {
				return
			}
		}
	}
	options := customers.BulkOptions{Concurrency: w.share.concurrency}
	for result, ended := range client.CreateAll(ctx, input, options) {
		switch {
		case ended != nil:
			return created, ended
		case result.Outcome == customers.OutcomeCreated:
			created++
		case err == nil:
			err = fmt.Errorf("%s: %w", result.Params.ExternalID, result.Err)
		}
	}
	return created, err
}
