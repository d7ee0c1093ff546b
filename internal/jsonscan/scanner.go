// Package jsonscan reads JSON that package jsontext has already validated into the fields of a struct. It is what the
// generated Scan functions of package openapi are made of, and knows no schema.
//
// Validation and reading are two steps on purpose. What is JSON and what is not (grammar, UTF-8, nesting) is jsontext's
// business alone. Given a valid value, this package only has to find its way in it, and to see whether a name appears
// twice, which a decoder of known names finds out for free. It takes the plain cases: whenever a value is not what the
// field wants, it fails without a reason, and the caller decodes the value once more with json/v2, whose result or
// error is the one that counts.
package jsonscan

import (
	"encoding/binary"
	"math/bits"

	"github.com/go-json-experiment/json/jsontext"
)

// Scanner walks one JSON value after another; the zero value is ready. After a failure every method does nothing. On a
// value that was not validated it may read nonsense, but it neither panics nor hangs.
type Scanner struct {
	buf     []byte
	pos     int // at the end after a failure
	failed  bool
	skipped bool    // a member that may hold a name twice
	recent  *recent // nil for none
}

// NewScanner returns a scanner for many values: it remembers short texts.
func NewScanner() Scanner { return Scanner{recent: &recent{}} }

// Scan reads raw into v by read, most often a generated function. It starts s anew.
// jsontext has validated raw, only not for duplicate names. False means that v is useless, and that json/v2 has to look
// at the value.
func Scan[T any](s *Scanner, raw jsontext.Value, v *T, read func(*Scanner, *T)) bool {
	s.buf, s.pos, s.failed, s.skipped = raw, 0, false, false
	read(s, v)
	return !s.failed && (!s.skipped || raw.IsValid())
}

// fail gives up.
func (s *Scanner) fail() {
	s.failed = true
	s.pos = len(s.buf)
}

// Once notes in seen that a member was read, and fails if it was before.
func (s *Scanner) Once(seen *uint64, member uint64) {
	if *seen&member != 0 {
		s.fail()
	}
	*seen |= member
}

// Open steps into an object or array, which begins with bracket.
func (s *Scanner) Open(bracket byte) {
	if s.peek() != bracket {
		s.fail()
		return
	}
	s.pos++
}

// More reports whether another member or element follows, and steps to it, or else out over the closing bracket.
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

// Name reads a member's name and steps to its value.
func (s *Scanner) Name() []byte {
	name := s.text()
	if s.peek() != ':' {
		s.fail()
		return nil
	}
	s.pos++
	return name
}

// Skip steps over the value of a member that has no field. Its name was not compared with those of the others.
func (s *Scanner) Skip() {
	s.skipped = true
	s.value()
}

// null steps over a null, if there is one.
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

// text reads a string and returns what stands between its quotes, unescaped.
func (s *Scanner) text() []byte {
	if s.peek() != '"' {
		s.fail()
		return nil
	}
	body := s.buf[s.pos+1:]
	if n := plainLen(body); n < len(body) && body[n] == '"' {
		s.pos += n + 2
		return body[:n]
	}
	unquoted, err := jsontext.AppendUnquote(nil, s.value())
	if err != nil {
		s.fail()
	}
	return unquoted
}

// plainLen returns how many bytes come before the first quote or backslash, looking at eight at a time.
func plainLen(b []byte) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; len(b)-i >= 8; i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		quote, escape := w^('"'*ones), w^('\\'*ones) // a byte that is sought is 0 now
		// The lowest high bit marks the first byte that is 0; only above it may a bit be wrong.
		if found := ((quote-ones)&^quote | (escape-ones)&^escape) & highs; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(b) && b[i] != '"' && b[i] != '\\' {
		i++
	}
	return i
}

// value steps over a value and returns it.
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

// stringLen returns the length of the string at the start of b, with its quotes.
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
