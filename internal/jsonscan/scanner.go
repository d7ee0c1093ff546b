// Package jsonscan reads JSON that package jsontext has validated into the fields of a struct, in one pass. The
// generated Scan functions of package openapi consist of calls to it. It has no schema of its own.
//
// Package jsontext alone decides what is valid JSON (grammar, UTF-8, nesting). Given a valid value, this package only
// finds the fields, and detects duplicate names, which costs little in a decoder that expects known names. It handles
// the plain cases: if a value does not fit its field, it fails without a reason, and the caller decodes the value again
// with json/v2, whose result or error counts.
package jsonscan

import (
	"encoding/binary"
	"math/bits"

	"github.com/go-json-experiment/json/jsontext"
)

// Scanner reads one JSON value after another; the zero value is ready to use. After a failure every method does
// nothing. With a value that was not validated the result is undefined, but the methods neither panic nor hang.
type Scanner struct {
	buf      []byte
	pos      int // at the end after a failure
	failed   bool
	skipped  bool         // whether a member was skipped, so that names were not compared
	interned *internTable // nil for none
}

// NewScanner returns a scanner for many values, which caches short strings.
func NewScanner() Scanner { return Scanner{interned: &internTable{}} }

// Scan resets s and reads raw into v with read, usually a generated function. raw must be valid JSON, except that it
// may contain duplicate names. If Scan returns false, v is invalid and the value must be decoded with json/v2.
func Scan[T any](s *Scanner, raw jsontext.Value, v *T, read func(*Scanner, *T)) bool {
	s.buf, s.pos, s.failed, s.skipped = raw, 0, false, false
	read(s, v)
	return !s.failed && (!s.skipped || raw.IsValid())
}

// fail makes the scan fail.
func (s *Scanner) fail() {
	s.failed = true
	s.pos = len(s.buf)
}

// Once records in seen that a member was read, and fails if it was read before.
func (s *Scanner) Once(seen *uint64, member uint64) {
	if *seen&member != 0 {
		s.fail()
	}
	*seen |= member
}

// Open enters an object or array, which must begin with bracket.
func (s *Scanner) Open(bracket byte) {
	if s.peek() != bracket {
		s.fail()
		return
	}
	s.pos++
}

// More reports whether another member or element follows, and advances to it, or past the closing bracket.
func (s *Scanner) More(bracket byte) bool {
	switch s.peek() {
	case ',':
		s.pos++
	case bracket:
		s.pos++
		return false
	case 0:
		s.fail()
		return false
	}
	return true
}

// Name reads a member's name and advances to its value.
func (s *Scanner) Name() []byte {
	name := s.text()
	if s.peek() != ':' {
		s.fail()
		return nil
	}
	s.pos++
	return name
}

// Skip skips the value of a member that has no field. The name of the member is not compared with those of the others.
func (s *Scanner) Skip() {
	s.skipped = true
	s.value()
}

// null skips a null and reports whether there was one.
func (s *Scanner) null() bool {
	if s.peek() != 'n' {
		return false
	}
	s.value()
	return true
}

// peek returns the next byte that is not white space, 0 at the end.
func (s *Scanner) peek() byte {
	for ; s.pos < len(s.buf); s.pos++ {
		if c := s.buf[s.pos]; c > ' ' {
			return c
		}
	}
	return 0
}

// text reads a string and returns its content, unescaped.
func (s *Scanner) text() []byte {
	if s.peek() != '"' {
		s.fail()
		return nil
	}
	body := s.buf[s.pos+1:]
	if n := indexQuoteOrEscape(body); n < len(body) && body[n] == '"' {
		s.pos += n + 2
		return body[:n]
	}
	unquoted, err := jsontext.AppendUnquote(nil, s.value())
	if err != nil {
		s.fail()
	}
	return unquoted
}

// indexQuoteOrEscape returns the index of the first quote or backslash, or len(b). It compares eight bytes at a time.
func indexQuoteOrEscape(b []byte) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; len(b)-i >= 8; i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		quote, escape := w^('"'*ones), w^('\\'*ones) // zero in each byte that matches
		// The lowest high bit marks the first zero byte; only higher bits may be wrong.
		if found := ((quote-ones)&^quote | (escape-ones)&^escape) & highs; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(b) && b[i] != '"' && b[i] != '\\' {
		i++
	}
	return i
}

// value skips a value and returns it.
func (s *Scanner) value() jsontext.Value {
	s.peek()
	start, depth := s.pos, 0
	for s.pos < len(s.buf) {
		switch s.buf[s.pos] {
		case '"':
			s.pos += stringLen(s.buf[s.pos:])
		case '{', '[':
			depth++
			s.pos++
			continue
		case '}', ']':
			depth--
			s.pos++
		case ',', ':', ' ', '\t', '\r', '\n':
			s.pos++
			continue
		default:
			s.pos += literalLen(s.buf[s.pos:])
		}
		if depth <= 0 {
			return s.buf[start:s.pos]
		}
	}
	s.fail()
	return nil
}

// stringLen returns the length of the string at the start of b, including its quotes.
func stringLen(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// literalLen returns the length of the number, true, false or null at the start of b.
func literalLen(b []byte) int {
	for i, c := range b {
		switch c {
		case ',', ']', '}', ' ', '\t', '\r', '\n':
			return i
		}
	}
	return len(b)
}
