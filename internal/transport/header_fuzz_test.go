package transport

import (
	"math"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"
)

// FuzzParseRetryAfter parses any header at any time, and compares the wait with a second implementation. The wait is
// never negative; it is the number of seconds, or the time until the date.
func FuzzParseRetryAfter(f *testing.F) {
	for _, s := range []string{
		"", "0", "3", "007", "-1", "+1", "1.5", "1e3", " 1", "1_0", "٣", "9223372036", "9223372037", "18446744073709551616",
		"99999999999999999999x",
		"Sat, 01 Jan 2000 00:00:05 GMT", "Saturday, 01-Jan-00 00:00:05 GMT", "Sat Jan  1 00:00:05 2000",
		"Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "tomorrow",
	} {
		f.Add(s, int64(946684800), int64(7))
	}
	f.Fuzz(func(t *testing.T, s string, unix, ahead int64) {
		const year9999 = 253402300799 // the header cannot represent later years
		now := time.Unix(unix%(year9999/2), 0).UTC()
		got := ParseRetryAfter(http.Header{"Retry-After": {s}}, now)
		if got < 0 {
			t.Errorf("%q: wait = %v, want none below 0", s, got)
		}
		want, isSeconds := parseSeconds(s)
		if isSeconds && got != want {
			t.Errorf("%q: wait = %v, want %v", s, got, want)
		}
		want, isDate := untilDate(s, now)
		if isDate && got != want {
			t.Errorf("%q: wait = %v, want %v", s, got, want)
		}
		if !isSeconds && !isDate && got != 0 {
			t.Errorf("%q: wait = %v, want 0", s, got)
		}
		date := now.Add(time.Duration(ahead)).Truncate(time.Second)
		if year := date.Year(); year < 1 || year > 9999 {
			return
		}
		s = date.Format(http.TimeFormat)
		if got, want := ParseRetryAfter(http.Header{"Retry-After": {s}}, now), max(date.Sub(now), 0); got != want {
			t.Errorf("%q at %v: wait = %v, want %v", s, now, got, want)
		}
	})
}

// parseSeconds parses a number of any size.
func parseSeconds(s string) (time.Duration, bool) {
	n, ok := new(big.Int).SetString(s, 10)
	if !ok || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	if n.Mul(n, big.NewInt(int64(time.Second))); !n.IsInt64() {
		return math.MaxInt64, true
	}
	return time.Duration(n.Int64()), true
}

// untilDate parses a date in one of the three formats of RFC 9110 section 5.6.7.
func untilDate(s string, now time.Time) (time.Duration, bool) {
	for _, layout := range []string{
		"Mon, 02 Jan 2006 15:04:05 GMT", "Monday, 02-Jan-06 15:04:05 MST", "Mon Jan _2 15:04:05 2006",
	} {
		if date, err := time.Parse(layout, s); err == nil {
			return max(date.Sub(now), 0), true
		}
	}
	return 0, false
}
