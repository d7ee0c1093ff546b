package transport

import (
	"context"
	"errors"
	"net/http"
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
