package main

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// A single process needs no Redis: use a limiter of golang.org/x/time/rate. It spreads the API key's hourly budget over
// the hour and allows bursts of ten requests.
func Example() {
	const budget, burst = 1000, 10
	limiter := rate.NewLimiter(rate.Every(time.Hour/(budget-burst)), burst)
	client, err := customers.New("https://api.ledgerlink.ai",
		customers.WithAPIKey("your-api-key"),
		customers.WithLimiter(limiter),
		customers.WithTimeout(time.Minute), // includes the wait for the limiter, 3.6 s for each request ahead
	)
	fmt.Println(client, err)
	// Output:
	// customers.Client(https://api.ledgerlink.ai/) <nil>
}

// Wait fails at once if the request cannot be admitted before the deadline, and stops when the context is canceled.
func TestLimiter_DeadlineAndCancellation(t *testing.T) {
	t.Parallel()
	rdb := newRedis(startRedis(t).addr)
	t.Cleanup(func() { _ = rdb.Close() })
	l := newLimiter(rdb, share{budget: 5, window: time.Hour, workers: 1, concurrency: 1}, true)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := l.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	if err := l.Wait(ctx); !errors.Is(err, errTooLate) {
		t.Errorf("Wait() = %v, want %v without the fallback", err, errTooLate)
	}
	ctx, cancel = context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if err := l.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait() = %v, want %v", err, context.Canceled)
	}
}

func TestShare(t *testing.T) {
	t.Parallel()
	s := share{budget: 1000, window: time.Hour, workers: 4, concurrency: 2}
	if err := s.validate(); err != nil {
		t.Error(err)
	}
	limit := s.fleetLimit()
	if got := limit.Rate + limit.Burst + 4*s.localLimiter().Burst() + 4*2; got != 1000 {
		t.Errorf("%+v with local bursts of %d admits %d requests, want 1000", limit, s.localLimiter().Burst(), got)
	}
	if limit.Rate < 950 {
		t.Errorf("rate is %d, want at least 950", limit.Rate)
	}
	if got := 4 * float64(s.localLimiter().Limit()) * 3600; got > float64(limit.Rate)+1 || got < float64(limit.Rate)-1 {
		t.Errorf("four local limiters admit %v requests an hour, want the shared rate, %d", got, limit.Rate)
	}
	for _, s := range []share{
		{}, {10, time.Hour, 4, 2}, {1000, 0, 4, 2}, {1000, time.Hour, 0, 2}, {1000, time.Hour, 4, 0},
	} {
		if s.validate() == nil {
			t.Errorf("%+v is valid, want an error", s)
		}
	}
	if _, err := parse([]string{"-budget", "1"}); err == nil {
		t.Error("parse accepts a budget of 1")
	}
}
