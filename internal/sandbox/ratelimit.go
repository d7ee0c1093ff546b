package sandbox

import (
	"crypto/sha256"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// RateLimit is the budget of an API key: so many requests in each window of the clock. The zero value is no limit.
type RateLimit struct {
	Requests int
	Window   time.Duration // whole seconds, because X-RateLimit-Reset tells no less; windows begin at multiples of it
}

// ParseRateLimit reads a limit as "1000/h" or "600/10s": requests, and the seconds, minutes or hours of a window.
func ParseRateLimit(text string) (RateLimit, error) {
	requests, window, found := strings.Cut(text, "/")
	count, err := strconv.Atoi(requests)
	if !found || err != nil || window == "" {
		return RateLimit{}, fmt.Errorf("rate limit %q is not like 1000/h or 600/10s", text)
	}
	number, unit := window[:len(window)-1], window[len(window)-1:]
	if number == "" {
		number = "1"
	}
	length, err := time.ParseDuration(number + unit)
	if err != nil || unit != "s" && unit != "m" && unit != "h" {
		return RateLimit{}, fmt.Errorf("rate limit %q has no window like s, 10s, m or h", text)
	}
	limit := RateLimit{Requests: count, Window: length}
	return limit, limit.check()
}

// check says what is wrong with a limit; none at all is fine.
func (l RateLimit) check() error {
	switch {
	case l == RateLimit{}:
		return nil
	case l.Requests < 1:
		return fmt.Errorf("rate limit should allow at least 1 request, is %d", l.Requests)
	case l.Window < time.Second || l.Window%time.Second != 0:
		return fmt.Errorf("window of the rate limit should be whole seconds, is %v", l.Window)
	}
	return nil
}

// windows counts the requests of each key in the window of now.
type windows struct {
	mu    sync.Mutex
	began time.Time
	used  map[[sha256.Size]byte]int
}

// take counts a request, and returns what is left, below 0 when it is one too many, and the time until the window's
// end.
func (w *windows) take(l RateLimit, key string, now time.Time) (left int, reset time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if began := now.Truncate(l.Window); !began.Equal(w.began) {
		w.began, w.used = began, map[[sha256.Size]byte]int{}
	}
	hash := sha256.Sum256([]byte(key))
	left = l.Requests - w.used[hash] - 1
	if left >= 0 {
		w.used[hash]++
	}
	return left, w.began.Add(l.Window)
}

// metered answers 429 when the key's budget is spent, and tells every client how its budget is. As a gateway does, it
// stands in front: a request that fails later has been counted, and a wrong key has a budget of its own.
func (s *Sandbox) metered(next http.Handler) http.Handler {
	limit := s.config.RateLimit
	if limit == (RateLimit{}) {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now := s.config.Now()
		left, reset := s.windows.take(limit, r.Header.Get(s.config.APIKeyHeader), now)
		h := w.Header()
		h.Set("X-RateLimit-Limit", strconv.Itoa(limit.Requests))
		h.Set("X-RateLimit-Remaining", strconv.Itoa(max(left, 0)))
		h.Set("X-RateLimit-Reset", strconv.FormatInt(reset.Unix(), 10))
		if left < 0 {
			h.Set("Retry-After", strconv.FormatFloat(math.Ceil(reset.Sub(now).Seconds()), 'f', 0, 64))
			s.answerProblem(w, problem{
				status: http.StatusTooManyRequests, code: "RATE_LIMITED", message: http.StatusText(http.StatusTooManyRequests),
			})
			return
		}
		next.ServeHTTP(w, r)
	})
}
