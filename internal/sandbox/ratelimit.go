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

// RateLimit is the number of requests that an API key may send in each window. The zero value means no limit.
type RateLimit struct {
	Requests int
	Window   time.Duration // whole seconds, the precision of X-RateLimit-Reset; windows begin at multiples of it
}

// ParseRateLimit parses a limit such as "1000/h" or "600/10s": a number of requests, and a window in seconds, minutes
// or hours.
func ParseRateLimit(text string) (RateLimit, error) {
	requests, window, found := strings.Cut(text, "/")
	count, err := strconv.Atoi(requests)
	if !found || err != nil || window == "" {
		return RateLimit{}, fmt.Errorf("rate limit %q must have a form such as 1000/h or 600/10s", text)
	}
	number, unit := window[:len(window)-1], window[len(window)-1:]
	if number == "" {
		number = "1"
	}
	length, err := time.ParseDuration(number + unit)
	if err != nil || unit != "s" && unit != "m" && unit != "h" {
		return RateLimit{}, fmt.Errorf("rate limit %q must have a window such as s, 10s, m or h", text)
	}
	limit := RateLimit{Requests: count, Window: length}
	return limit, limit.validate()
}

func (l RateLimit) validate() error {
	switch {
	case l == RateLimit{}:
		return nil
	case l.Requests < 1:
		return fmt.Errorf("rate limit must allow at least 1 request, got %d", l.Requests)
	case l.Window < time.Second || l.Window%time.Second != 0:
		return fmt.Errorf("rate limit window must be whole seconds, got %v", l.Window)
	}
	return nil
}

// MaxRateKeys is how many API keys are counted separately in a window, so that wrong keys need bounded memory. Further
// ones share one count, except the API key of the sandbox.
const MaxRateKeys = 10_000

// rateCounter counts the requests of each API key in the current window.
type rateCounter struct {
	mu    sync.Mutex
	start time.Time
	used  map[[sha256.Size]byte]int // by hash of the key
}

// take counts a request by the hash of its key; own is the hash of the sandbox's key. It returns how many requests
// remain, -1 if this one exceeds the limit, and the end of the window.
func (c *rateCounter) take(
	l RateLimit, hash, own [sha256.Size]byte, now time.Time,
) (remaining int, reset time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if start := now.Truncate(l.Window); !start.Equal(c.start) {
		c.start, c.used = start, map[[sha256.Size]byte]int{}
	}
	if _, counted := c.used[hash]; !counted && len(c.used) >= MaxRateKeys && hash != own {
		hash = [sha256.Size]byte{}
	}
	remaining = l.Requests - c.used[hash] - 1
	if remaining >= 0 {
		c.used[hash]++
	}
	return remaining, c.start.Add(l.Window)
}

// withRateLimit sets the rate limit headers on every response, and responds with 429 if the key has no requests left.
// Because a gateway does so before the API, it counts requests that fail later, and counts each wrong key separately.
func (s *Sandbox) withRateLimit(next http.Handler) http.Handler {
	limit := s.config.RateLimit
	if limit == (RateLimit{}) {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now := s.config.Now()
		hash := sha256.Sum256([]byte(r.Header.Get(s.config.APIKeyHeader)))
		remaining, reset := s.rateCounter.take(limit, hash, *s.keyHash.Load(), now)
		h := w.Header()
		h.Set("X-RateLimit-Limit", strconv.Itoa(limit.Requests))
		h.Set("X-RateLimit-Remaining", strconv.Itoa(max(remaining, 0)))
		h.Set("X-RateLimit-Reset", strconv.FormatInt(reset.Unix(), 10))
		if remaining < 0 {
			h.Set("Retry-After", strconv.FormatFloat(math.Ceil(reset.Sub(now).Seconds()), 'f', 0, 64))
			s.writeErrorResponse(w, errorResponse{
				status: http.StatusTooManyRequests, code: "RATE_LIMITED", message: http.StatusText(http.StatusTooManyRequests),
			})
			return
		}
		next.ServeHTTP(w, r)
	})
}
