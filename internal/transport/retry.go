package transport

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"
)

// RetryPolicy bounds the retries of a call.
type RetryPolicy struct {
	MaxAttempts int           // 1 turns retries off
	BaseDelay   time.Duration // the bound of the first wait
	MaxDelay    time.Duration // the bound of every wait
	MaxElapsed  time.Duration // no wait may end later than this after the call began
}

// retry sends the request until an attempt settles the call, and returns what is known then.
func (t *Transport) retry(c *clock, req *http.Request, call Call) *Result {
	var past *Result
	for n := 1; ; n++ {
		res := t.attempt(c, req, call, n)
		res.follow(past)
		var wait time.Duration
		var again bool
		if IsSuccess(res.StatusCode) && res.Err == nil {
			t.cfg.Budget.refill()
		} else if wait, again = t.next(c, req.Method, n, res); again {
			res.Attempts[n-1].Wait = wait
		}
		call.observe(c.caller, n, res)
		if !again {
			return res.orAnswerOf(past)
		}
		if err := c.sleep(wait); err != nil {
			res.Err = withCause(res.Err, err)
			return res.orAnswerOf(past)
		}
		past = res
	}
}

// next decides whether another attempt follows, and after which wait.
func (t *Transport) next(c *clock, method string, n int, res *Result) (wait time.Duration, again bool) {
	policy := t.cfg.Retry
	if n >= policy.MaxAttempts || c.ended() != nil || !retryable(method, res) {
		return 0, false
	}
	now := time.Now()
	wait, ok := policy.backoff(n, askedWait(res.Header, res.StatusCode, now), t.cfg.Jitter)
	end := now.Add(wait)
	if !ok || end.Sub(c.start) > policy.MaxElapsed || c.passed(end) {
		return 0, false // the caller would wait in vain, only to get the same error later
	}
	return wait, t.cfg.Budget.take()
}

// retryable holds the rules: which attempts may be followed by another one.
func retryable(method string, res *Result) bool {
	if isFinal(res.Err) {
		return false
	}
	if method == http.MethodPost { // only what provably was not processed
		return res.StatusCode == http.StatusTooManyRequests || res.StatusCode == 0 && !res.sent
	}
	switch res.StatusCode {
	case 0, // no response
		http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	// A DELETE is done when its status says so; of another 2xx the body is missing.
	return IsSuccess(res.StatusCode) && method != http.MethodDelete
}

// isFinal reports failures that another attempt would not mend.
func isFinal(err error) bool {
	for _, final := range [...]error{ErrKeySource, ErrInvalidKey, ErrLimiter, ErrTooLarge, errOtherOrigin} {
		if errors.Is(err, final) {
			return true
		}
	}
	return false
}

// follow adds what the attempts before this one say, nil for none.
func (res *Result) follow(past *Result) {
	if past != nil {
		res.Attempts = append(past.Attempts, res.Attempts...)
		res.secrets = append(past.secrets, res.secrets...)
		res.MaybeDoneBefore = past.MaybeDone
	}
	// Only a 4xx says that a write was not done, and a request that provably was never sent. 408 comes from a gateway
	// that gave up waiting.
	settled := !res.sent || res.StatusCode/100 == 4 && res.StatusCode != http.StatusRequestTimeout
	res.MaybeDone = res.MaybeDoneBefore || !settled
}

// orAnswerOf keeps the API's last answer when the context ended the call before another one came.
func (res *Result) orAnswerOf(past *Result) *Result {
	ended := errors.Is(res.Err, context.Canceled) || errors.Is(res.Err, context.DeadlineExceeded)
	if past != nil && res.StatusCode == 0 && ended {
		res.StatusCode, res.Header, res.Body = past.StatusCode, past.Header, past.Body
	}
	return res
}

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

// The retry budget of a client, in tenths of a retry. A service that fails every call is retried 100 times, then at a
// tenth of the rate at which calls succeed; so retries cannot multiply an outage.
const (
	budgetFull   = 1000
	budgetRetry  = 10
	budgetRefill = 1
)

// Budget is a token bucket shared by all calls of a client and of those derived from it.
type Budget struct{ spent atomic.Int64 }

// take takes one retry, if there is one left.
func (b *Budget) take() bool {
	for {
		spent := b.spent.Load()
		if spent+budgetRetry > budgetFull {
			return false
		}
		if b.spent.CompareAndSwap(spent, spent+budgetRetry) {
			return true
		}
	}
}

// refill gives back a tenth of a retry for a call that succeeded.
func (b *Budget) refill() {
	for {
		spent := b.spent.Load()
		if spent == 0 || b.spent.CompareAndSwap(spent, max(spent-budgetRefill, 0)) {
			return
		}
	}
}
