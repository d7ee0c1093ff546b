package main

import (
	"errors"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"golang.org/x/time/rate"
)

// share divides the API key's budget.
type share struct {
	budget      int
	window      time.Duration
	workers     int
	concurrency int
}

func (s share) check() error {
	if s.workers < 1 || s.concurrency < 1 || s.window <= 0 {
		return errors.New("-workers, -concurrency and -window must be positive")
	}
	if s.rate() < 1 {
		return errors.New("the -budget is too small for so many -workers with so much -concurrency")
	}
	return nil
}

// rate is what may be admitted in a window's time, so that no window of the server's, wherever it begins, counts more
// than the budget. On top of the rate it may see a burst of Redis's limiter, one of the local limiters that stand in
// when Redis goes away, and every request that was admitted before the window and arrived in it.
func (s share) rate() int {
	return s.budget - s.burst() - s.workers - s.workers*s.concurrency
}

// burst is how many may be admitted at once, after a pause.
func (s share) burst() int { return s.workers }

// fleet is the limit of all processes together.
func (s share) fleet() redis_rate.Limit {
	return redis_rate.Limit{Rate: s.rate(), Burst: s.burst(), Period: s.window}
}

// alone is the limiter of one process that cannot ask the others.
func (s share) alone() *rate.Limiter {
	return rate.NewLimiter(rate.Every(s.window*time.Duration(s.workers)/time.Duration(s.rate())), 1)
}
