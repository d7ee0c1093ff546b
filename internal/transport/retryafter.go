package transport

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ParseRetryAfter reads Retry-After (RFC 9110 section 10.2.3), seconds or a date, and returns how long to wait from
// now. It returns 0 when the header is absent, malformed or in the past.
func ParseRetryAfter(h http.Header, now time.Time) time.Duration {
	s := h.Get("Retry-After")
	if s == "" {
		return 0
	}
	if strings.Trim(s, "0123456789") == "" {
		sec, _ := strconv.ParseUint(s, 10, 64) // all digits, so the one fault can be too many: then it is the largest number
		if sec > uint64(math.MaxInt64/time.Second) {
			return math.MaxInt64
		}
		return time.Duration(sec) * time.Second
	}
	date, err := http.ParseTime(s)
	if err != nil {
		return 0
	}
	return max(date.Sub(now), 0)
}
