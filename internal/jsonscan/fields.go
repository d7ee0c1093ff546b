package jsonscan

import (
	"time"

	"github.com/go-json-experiment/json"
)

// Here and in time.go is one reader for each kind of field. A reader overwrites v, which may hold the same field of the
// object that was read before: memory that is still good is used again, so that values which hardly change from one
// object to the next (a status, a participant) cost nothing. A null is the zero value, as in json/v2.

// String reads a string, or keeps v when it is the same.
func String[T ~string](s *Scanner, v *T) {
	if s.null() {
		*v = ""
		return
	}
	if text := s.text(); string(text) != string(*v) {
		*v = T(s.recent.string(text))
	}
}

// Pointer reads what read reads, or nil for null.
func Pointer[T any](s *Scanner, v **T, read func(*Scanner, *T)) {
	if s.null() {
		*v = nil
		return
	}
	if *v == nil {
		*v = new(T)
	}
	read(s, *v)
}

// Slice reads an array whose elements read reads, or nil for null. An empty array is an empty slice.
func Slice[T any](s *Scanner, v *[]T, read func(*Scanner, *T)) {
	if s.null() {
		*v = nil
		return
	}
	list := (*v)[:0]
	if list == nil {
		list = []T{}
	}
	for s.Open('['); s.More(']'); {
		if len(list) < cap(list) {
			list = list[:len(list)+1]
		} else {
			var zero T
			list = append(list, zero)
		}
		read(s, &list[len(list)-1])
	}
	*v = list
}

// Value reads any other type with json/v2.
func Value[T any](s *Scanner, v *T) {
	var fresh T // json/v2 would merge into what is there
	if json.Unmarshal(s.value(), &fresh) != nil {
		s.fail()
	}
	*v = fresh
}

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

// recent remembers short texts, so that one which comes again and again (a status, a participant, a type of account) is
// not copied each time. It is small and forgets: a text takes the place of the one before it in its slot.
type recent [64]string

// maxRecentBytes keeps what is most often unique, an id, from taking the places.
const maxRecentBytes = 16

// string returns text as a string, a remembered one if there is one. It may be called on nil.
func (r *recent) string(text []byte) string {
	if r == nil || len(text) == 0 || len(text) > maxRecentBytes {
		return string(text)
	}
	last := len(text) - 1
	slot := &r[(len(text)*7+int(text[0])*3+int(text[last/2])*5+int(text[last]))%len(r)]
	if *slot != string(text) {
		*slot = string(text)
	}
	return *slot
}
