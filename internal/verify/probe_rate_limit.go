package verify

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// limitHeader is the start of the names of the rate limit headers.
const limitHeader = "X-RateLimit-"

// rateLimitProbe judges the size of the rate limit.
func rateLimitProbe() probe {
	return rateHeaderProbe("rate limit", "Limit", "1,000 or 10,000 requests", func(value int, _ time.Time) finding {
		if value == 1000 || value == 10000 {
			return holds("1,000 or 10,000 requests")
		}
		return differs(plural(value, "request"), "calls over the limit wait or fail with ErrRateLimited: use WithLimiter",
			"in the spec: components.headers.RateLimitLimit")
	})
}

// remainingProbe judges the count of the requests that are left.
func remainingProbe() probe {
	const number = "a number"
	return rateHeaderProbe("requests left", "Remaining", number, func(int, time.Time) finding { return holds(number) })
}

// resetProbe judges the form of the end of the window.
func resetProbe() probe {
	return rateHeaderProbe("end of the window", "Reset", "Unix seconds", func(value int, now time.Time) finding {
		const window = 48 * time.Hour
		if time.Unix(int64(value), 0).Sub(now).Abs() < window {
			return holds("Unix seconds")
		}
		return differs("a number of another unit", "retries do not wait until the window ends: WithRetry bounds the wait",
			"in the spec: components.headers.RateLimitReset, and transport.ParseRateLimit")
	})
}

func rateHeaderProbe(name, header, expected string, judge func(value int, now time.Time) finding) probe {
	const means = "Error.RateLimit and ResponseInfo.RateLimit are zero, and retries do not wait for the window"
	change := "in the spec: components.headers.RateLimit" + header + ", and transport.ParseRateLimit"
	return probe{
		name: name, parts: []string{"headers RateLimit" + header}, expected: expected,
		judge: func(s *session) finding {
			text := s.value(limitHeader + header)
			value, err := strconv.Atoi(strings.TrimSpace(text))
			switch {
			case text != "" && (err != nil || value < 0):
				return differs("not a number", means, change)
			case text != "":
				return judge(value, s.last)
			}
			if other, found := s.has("RateLimit-"+header, "X-Rate-Limit-"+header, "RateLimit"); found {
				return differs("the header "+other, means, change)
			}
			return notSeen("no such header")
		},
	}
}

// retryAfterProbe judges the form of Retry-After.
func retryAfterProbe() probe {
	return probe{
		name: "Retry-After", parts: []string{"headers RetryAfter"}, expected: "seconds or an HTTP date", byChance: true,
		judge: func(s *session) finding {
			text := s.value("Retry-After")
			_, err := strconv.Atoi(text)
			_, dateErr := http.ParseTime(text)
			switch {
			case text == "":
				return notSeen("no such header")
			case err == nil:
				return holds("seconds")
			case dateErr == nil:
				return holds("an HTTP date")
			}
			return differs("neither seconds nor an HTTP date", "retries use their own backoff instead",
				"in the spec: components.headers.RetryAfter")
		},
	}
}
