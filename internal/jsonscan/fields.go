package jsonscan

import (
	"time"

	"github.com/go-json-experiment/json"
)

// This file has one reader for each kind of field. A reader overwrites v, which may hold the same field of the previous
// object. It reuses that memory where it can, so that a value that rarely changes from one object to the next, such as
// a status, costs no allocation. A null becomes the zero value, as in json/v2.

// String reads a string. It keeps v if the string is the same.
func String[T ~string](s *Scanner, v *T) {
	if s.null() {
		*v = ""
		return
	}
	if text := s.text(); string(text) != string(*v) {
		*v = T(s.interned.string(text))
	}
}

// Pointer reads a value with read, or nil for null.
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

// Slice reads an array whose elements it reads with read, or nil for null. An empty array becomes an empty slice.
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
	var fresh T // json/v2 would merge into the previous value
	if json.Unmarshal(s.value(), &fresh) != nil {
		s.fail()
	}
	*v = fresh
}

// Time reads a date-time (RFC 3339). Most fields of a list are times, and the API writes them all in one form, which is
// parsed here. Any other form is left to json/v2, which is stricter than package time.
func Time(s *Scanner, v *time.Time) {
	start := s.pos
	if s.peek() == '"' {
		if t, ok := parseMillis(s.text()); ok {
			*v = t
			return
		}
	}
	if !s.failed {
		s.pos = start
		Value(s, v)
	}
}

// parseMillis parses the form 2006-01-02T15:04:05.000Z.
func parseMillis(b []byte) (time.Time, bool) {
	if len(b) != len("0000-00-00T00:00:00.000Z") || b[4] != '-' || b[7] != '-' || b[10] != 'T' ||
		b[13] != ':' || b[16] != ':' || b[19] != '.' || b[23] != 'Z' {
		return time.Time{}, false
	}
	century, year, month, day := twoDigits(b), twoDigits(b[2:]), twoDigits(b[5:]), twoDigits(b[8:])
	hour, minute, second := twoDigits(b[11:]), twoDigits(b[14:]), twoDigits(b[17:])
	milli := 10*twoDigits(b[20:]) + twoDigits([]byte{'0', b[22]})
	if century|year|milli < 0 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 ||
		minute < 0 || minute > 59 || second < 0 || second > 59 {
		return time.Time{}, false
	}
	t := time.Date(100*century+year, time.Month(month), day, hour, minute, second, milli*int(time.Millisecond), time.UTC)
	return t, day <= 28 || t.Day() == day // time.Date normalizes a day that the month does not have
}

// twoDigits returns the number in the first two bytes, or a number below -100 if they are not digits.
func twoDigits(b []byte) int {
	tens, ones := b[0]-'0', b[1]-'0'
	if tens > 9 || ones > 9 {
		return -1000
	}
	return 10*int(tens) + int(ones)
}

// internTable is a cache of short strings, so that one that repeats, such as a status or a participant, is not
// allocated each time. It has a fixed size: a string replaces the previous one in its slot.
type internTable [64]string

// maxInternedBytes excludes ids, which are usually unique, so that they do not replace the strings that repeat.
const maxInternedBytes = 16

// string returns text as a string, from the cache if possible. It may be called on nil.
func (t *internTable) string(text []byte) string {
	if t == nil || len(text) == 0 || len(text) > maxInternedBytes {
		return string(text)
	}
	last := len(text) - 1
	slot := &t[(len(text)*7+int(text[0])*3+int(text[last/2])*5+int(text[last]))%len(t)]
	if *slot != string(text) {
		*slot = string(text)
	}
	return *slot
}
