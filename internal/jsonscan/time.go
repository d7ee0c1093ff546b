package jsonscan

import "time"

// Time reads a date-time (RFC 3339). Most of a list's fields are times, and the API writes them all in one form, which
// is read here; any other is left to json/v2, which is stricter than package time.
func Time(s *Scanner, v *time.Time) {
	start := s.pos
	if s.peek() == '"' {
		if t, ok := usualTime(s.text()); ok {
			*v = t
			return
		}
	}
	if !s.failed {
		s.pos = start
		Value(s, v)
	}
}

// usualTime reads the form 2006-01-02T15:04:05.000Z.
func usualTime(b []byte) (time.Time, bool) {
	if len(b) != len("0000-00-00T00:00:00.000Z") || b[4] != '-' || b[7] != '-' || b[10] != 'T' ||
		b[13] != ':' || b[16] != ':' || b[19] != '.' || b[23] != 'Z' {
		return time.Time{}, false
	}
	century, year, month, day := two(b), two(b[2:]), two(b[5:]), two(b[8:])
	hour, minute, second := two(b[11:]), two(b[14:]), two(b[17:])
	milli := 10*two(b[20:]) + two([]byte{'0', b[22]})
	if century|year|milli < 0 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 ||
		minute < 0 || minute > 59 || second < 0 || second > 59 {
		return time.Time{}, false
	}
	t := time.Date(100*century+year, time.Month(month), day, hour, minute, second, milli*int(time.Millisecond), time.UTC)
	return t, day <= 28 || t.Day() == day
}

// two returns the number that the first two digits make, far below 0 if they are none.
func two(b []byte) int {
	tens, ones := b[0]-'0', b[1]-'0'
	if tens > 9 || ones > 9 {
		return -1000
	}
	return 10*int(tens) + int(ones)
}
