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

// One process alone needs no Redis: the limiter of golang.org/x/time/rate fits as it is. What the API key has in an
// hour is spread over the hour; ten requests may go out at once.
func Example() {
	const budget, burst = 1000, 10
	limiter := rate.NewLimiter(rate.Every(time.Hour/(budget-burst)), burst)
	client, err := customers.New("https://api.ledgerlink.ai",
		customers.WithAPIKey("your-api-key"),
		customers.WithLimiter(limiter),
		customers.WithTimeout(time.Minute), // it holds the wait for the limiter, 3.6 s for each request that is ahead
	)
	fmt.Println(client, err)
	// Output:
	// customers.Client(https://api.ledgerlink.ai/) <nil>
}

// TestLimiterAnswersInTime: who cannot be admitted before the deadline is told at once, and who is cancelled stops.
func TestLimiterAnswersInTime(t *testing.T) {
	t.Parallel()
	store := newRedis(startRedis(t).addr)
	t.Cleanup(func() { _ = store.Close() })
	l := newLimiter(store, share{budget: 5, window: time.Hour, workers: 1, concurrency: 1}, true)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := l.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	if err := l.Wait(ctx); !errors.Is(err, errTooLate) {
		t.Errorf("Wait() = %v, want %v, which is no case for the fallback", err, errTooLate)
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
	limit := s.fleet()
	if s.check() != nil || limit.Rate+limit.Burst+4*s.alone().Burst()+4*2 != 1000 || limit.Rate < 950 {
		t.Errorf("%+v and %d: does not add up", limit, s.alone().Burst())
	}
	if got := 4 * float64(s.alone().Limit()) * 3600; got > float64(limit.Rate)+1 || got < float64(limit.Rate)-1 {
		t.Errorf("four alone send %v in an hour, want what they send together, %d", got, limit.Rate)
	}
	for _, s := range []share{
		{}, {10, time.Hour, 4, 2}, {1000, 0, 4, 2}, {1000, time.Hour, 0, 2}, {1000, time.Hour, 4, 0},
	} {
		if s.check() == nil {
			t.Errorf("%+v is accepted", s)
		}
	}
	if _, err := parse([]string{"-budget", "1"}); err == nil {
		t.Error("parse accepts a budget of 1")
	}
}
