package jsonread

import (
	"errors"
	"reflect" //nolint:depguard // only to name a type in an error, as json/v2 does
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// This file has one function for each kind of field. Each overwrites v, which may hold the same field of the previous
// object, and reuses that memory where it can, so that a value that rarely changes from one object to the next, such as
// a status, costs no allocation. A null becomes the zero value, as in json/v2.

// String reads a string. It keeps v if the string is the same.
func String[T ~string](r *Reader, v *T) {
	switch r.peek() {
	case '"':
		if text, escaped := r.text(); string(text) != string(*v) {
			*v = T(r.newString(text, escaped))
		}
	case 'n':
		r.literal("null")
		*v = ""
	default:
		failType[T](r)
	}
}

// maxSharedBytes bounds an input whose strings share a copy of it, because each of them keeps all of that memory.
const maxSharedBytes = 2 << 10

// newString returns text, which was just read, as a string. If the whole input is in memory and short, all its strings
// are parts of one copy, which saves an allocation for each.
func (r *Reader) newString(text []byte, escaped bool) string {
	if r.source != nil || escaped || len(r.buf) > maxSharedBytes {
		return r.interned.string(text)
	}
	if r.shared == "" {
		r.shared = string(r.buf)
	}
	end := max(r.pos-1, len(text)) // behind the text is its quote
	return r.shared[end-len(text) : end]
}

// Pointer reads a value with read, or nil for null.
func Pointer[T any](r *Reader, v **T, read func(*Reader, *T)) {
	if r.peek() == 'n' {
		r.literal("null")
		*v = nil
		return
	}
	if *v == nil {
		*v = new(T)
	}
	read(r, *v)
}

// Slice reads an array whose elements it reads with read, or nil for null. An empty array becomes an empty slice.
func Slice[T any](r *Reader, v *[]T, read func(*Reader, *T)) {
	if r.peek() == 'n' {
		r.literal("null")
		*v = nil
		return
	}
	list := (*v)[:0]
	if list == nil {
		list = []T{}
	}
	if r.peek() != '[' {
		failType[[]T](r)
		return
	}
	for o := r.Array(); r.More(&o); {
		if len(list) < cap(list) {
			list = list[:len(list)+1]
		} else {
			var zero T
			list = append(list, zero)
		}
		read(r, &list[len(list)-1])
	}
	*v = list
}

// Value reads any other type with json/v2.
func Value[T any](r *Reader, v *T) {
	raw := r.value()
	from := r.pos - r.start - len(raw)
	var fresh T // json/v2 would merge into the previous value
	err := json.Unmarshal(raw, &fresh)
	var syntactic *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &syntactic):
		r.failTwice(from + int(syntactic.ByteOffset))
	case errors.As(err, &semantic):
		r.failValue(from, semantic)
	case err != nil:
		r.fail()
	}
	*v = fresh
}

// failType fails because the next value is no T.
func failType[T any](r *Reader) {
	kind := jsontext.Value(r.buf[r.pos:]).Kind()
	r.failValue(r.pos-r.start, &json.SemanticError{JSONKind: kind, GoType: reflect.TypeFor[T]()})
}

// Time reads a date-time (RFC 3339). Most fields of a list are times, and the API writes them all in one form, which is
// parsed here. Package time parses any other form.
func Time(r *Reader, v *time.Time) {
	const size = len(`"0000-00-00T00:00:00.000Z"`)
	if r.peek() == '"' && r.has(size) && r.buf[r.pos+size-1] == '"' {
		if t, ok := parseMillis((*[size - 2]byte)(r.buf[r.pos+1:])); ok {
			r.pos += size
			*v = t
			return
		}
	}
	switch r.peek() {
	case '"':
		from := r.pos - r.start
		text, _ := r.text()
		if err := v.UnmarshalText(text); err != nil || !isStrictTime(text) {
			r.failValue(from, &json.SemanticError{JSONKind: '"', GoType: reflect.TypeFor[time.Time](), Err: err})
		}
	case 'n':
		r.literal("null")
		*v = time.Time{}
	default:
		failType[time.Time](r)
	}
}

// isStrictTime reports whether a time that package time accepts follows RFC 3339, as json/v2 demands. Package time also
// accepts an hour of one digit, a comma, and a zone that is 24 hours or 60 minutes away (https://go.dev/issue/54580).
func isStrictTime(text []byte) bool {
	zone := text[len(text)-len("07:00"):] // unless it is Z
	return text[len("2006-01-02T1")] != ':' && text[len("2006-01-02T15:04:05")] != ',' &&
		(text[len(text)-1] == 'Z' || number(zone[0], zone[1]) < 24 && number(zone[3], zone[4]) < 60)
}

// parseMillis parses the form 2006-01-02T15:04:05.000Z.
func parseMillis(b *[24]byte) (time.Time, bool) {
	if b[4] != '-' || b[7] != '-' || b[10] != 'T' || b[13] != ':' || b[16] != ':' || b[19] != '.' || b[23] != 'Z' {
		return time.Time{}, false
	}
	year, month, day := 100*number(b[0], b[1])+number(b[2], b[3]), number(b[5], b[6]), number(b[8], b[9])
	hour, minute, second := number(b[11], b[12]), number(b[14], b[15]), number(b[17], b[18])
	milli := 10*number(b[20], b[21]) + number('0', b[22])
	if year < 1 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
		second < 0 || second > 59 || milli < 0 {
		return time.Time{}, false
	}
	seconds := 86400*unixDay(year, month, day) + 3600*int64(hour) + 60*int64(minute) + int64(second)
	t := time.Unix(seconds, int64(milli)*int64(time.Millisecond)).UTC()
	return t, day <= 28 || t.Day() == day // a day that the month does not have is one of the next month
}

// unixDay returns the days from 1970-01-01 to a date of the Gregorian calendar. It takes half the time of time.Date. It
// counts the months from March, so that the leap day is the last of a year.
func unixDay(year, month, day int) int64 {
	if month < 3 {
		year--
		month += 12
	}
	return int64(365*year + year/4 - year/100 + year/400 + (153*month-457)/5 + day - 719469)
}

// number returns the number that two digits are, or one below -50,000 if they are no digits.
func number(tens, ones byte) int {
	if tens -= '0'; tens > 9 || ones-'0' > 9 {
		return -100_000
	}
	return 10*int(tens) + int(ones-'0')
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
