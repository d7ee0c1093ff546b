package main

import (
	"errors"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"golang.org/x/time/rate"
)

// share divides the request budget of an API key among the processes.
type share struct {
	budget      int
	window      time.Duration
	workers     int
	concurrency int
}

func (s share) validate() error {
	if s.workers < 1 || s.concurrency < 1 || s.window <= 0 {
		return errors.New("-workers, -concurrency and -window must be positive")
	}
	if s.rate() < 1 {
		return errors.New("-budget is too small for this number of -workers with this -concurrency")
	}
	return nil
}

// rate returns the number of requests to admit per window such that the server counts at most the budget in each of its
// windows, wherever they start. A window may also contain a burst of the Redis limiter, a burst of the local limiters
// that replace it if Redis fails, and the requests that were admitted before the window and arrived in it.
func (s share) rate() int {
	return s.budget - s.burst() - s.workers - s.workers*s.concurrency
}

// burst returns how many requests may be admitted at once after a pause.
func (s share) burst() int { return s.workers }

// fleetLimit returns the limit for all processes together.
func (s share) fleetLimit() redis_rate.Limit {
	return redis_rate.Limit{Rate: s.rate(), Burst: s.burst(), Period: s.window}
}

// localLimiter returns a limiter for one process, with an equal share of the rate.
func (s share) localLimiter() *rate.Limiter {
	return rate.NewLimiter(rate.Every(s.window*time.Duration(s.workers)/time.Duration(s.rate())), 1)
}
