package transport

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// IsHeaderName reports whether name is a token (RFC 9110 section 5.6.2), the grammar of header names.
func IsHeaderName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool { return !isTokenRune(r) })
}

func isTokenRune(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' ||
		strings.ContainsRune("!#$%&'*+-.^_`|~", r)
}

// ParseRetryAfter parses Retry-After (RFC 9110 section 10.2.3), seconds or a date, and returns the wait from now. It
// returns 0 if the header is absent, malformed or in the past.
func ParseRetryAfter(h http.Header, now time.Time) time.Duration {
	s := h.Get("Retry-After")
	if s == "" {
		return 0
	}
	if strings.Trim(s, "0123456789") == "" {
		sec, _ := strconv.ParseUint(s, 10, 64) // too many digits are the only possible error; sec is then the maximum
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

// RateLimit is the state of the caller's rate limit, as the response reports it.
type RateLimit struct {
	Limit, Remaining int
	Reset            time.Time
}

// ParseRateLimit parses X-RateLimit-Limit, -Remaining and -Reset (Unix seconds). A value that is absent or not a number
// is zero.
func ParseRateLimit(h http.Header) RateLimit {
	var rl RateLimit
	rl.Limit = parseCount(h.Get("X-RateLimit-Limit"))
	rl.Remaining = parseCount(h.Get("X-RateLimit-Remaining"))
	if s := h.Get("X-RateLimit-Reset"); s != "" {
		const year9999 = 253402300799 // a later time.Time cannot be marshaled
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

// maxRequestIDBytes keeps a hostile header from flooding a log line.
const maxRequestIDBytes = 128

// RequestID returns the first request ID in the headers of the response, at most 128 bytes, without the call's secrets
// and, if it may be logged, without the sensitive values. The API documents no such header; these three are common.
func (res *Result) RequestID(isLogged bool) string {
	for _, name := range [...]string{"X-Request-Id", "X-Correlation-Id", "Request-Id"} {
		if id := res.Header.Get(name); id != "" {
			id = res.Scrub(id) // before the cut, which would leave a part of a secret
			if isLogged {
				id = res.Sensitive().Redact(id)
			}
			return id[:min(len(id), maxRequestIDBytes)]
		}
	}
	return ""
}
