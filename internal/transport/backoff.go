package transport

import (
	"math/rand/v2"
	"net/http"
	"time"
)

// backoff returns how long to wait after a failed attempt, the n-th, counted from 1: full jitter, a random time up
// to an exponentially growing bound. A floor that the server asked for comes first, with the jitter on top, so that
// callers who were told the same time do not come back at the same time. ok is false when the server asks for more
// than MaxDelay.
func (p RetryPolicy) backoff(n int, floor time.Duration, jitter Jitter) (wait time.Duration, ok bool) {
	if floor > p.MaxDelay {
		return 0, false
	}
	bound := p.MaxDelay
	if shift := n - 1; shift < 32 && p.BaseDelay <= p.MaxDelay>>shift {
		bound = p.BaseDelay << shift
	}
	return min(floor+jitter(bound), p.MaxDelay), true
}

// Jitter returns a random duration from 0 to bound.
type Jitter func(bound time.Duration) time.Duration

// RandomJitter is the Jitter in use; tests have their own.
func RandomJitter(bound time.Duration) time.Duration {
	return time.Duration(rand.Int64N(int64(bound) + 1)) //nolint:gosec // no secret hangs on it
}

// askedWait returns how long the server asks to wait: Retry-After, else the end of a rate-limit window that is used up.
func askedWait(h http.Header, status int, now time.Time) time.Duration {
	if wait := ParseRetryAfter(h, now); wait > 0 {
		return wait
	}
	if status != http.StatusTooManyRequests {
		return 0
	}
	if rl := ParseRateLimit(h); rl.Remaining == 0 && !rl.Reset.IsZero() {
		return max(rl.Reset.Sub(now), 0)
	}
	return 0
}
