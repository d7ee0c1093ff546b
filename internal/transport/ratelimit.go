package transport

import (
	"net/http"
	"strconv"
	"time"
)

// RateLimit is what an answer tells of the caller's budget.
type RateLimit struct {
	Limit, Remaining int
	Reset            time.Time
}

// ParseRateLimit reads X-RateLimit-Limit, -Remaining and -Reset (Unix seconds). What is absent or not a number is zero.
func ParseRateLimit(h http.Header) RateLimit {
	var rl RateLimit
	rl.Limit = parseCount(h.Get("X-RateLimit-Limit"))
	rl.Remaining = parseCount(h.Get("X-RateLimit-Remaining"))
	if s := h.Get("X-RateLimit-Reset"); s != "" {
		const year9999 = 253402300799 // beyond it time.Time cannot be marshaled
		if sec, err := strconv.ParseInt(s, 10, 64); err == nil && sec > 0 && sec <= year9999 {
			rl.Reset = time.Unix(sec, 0).UTC()
		}
	}
	return rl
}

func parseCount(s string) int {
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return max(n, 0)
}
