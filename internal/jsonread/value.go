package jsonread

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Skip validates a value and advances behind it.
func (r *Reader) Skip() {
	switch r.peek() {
	case '"':
		r.text()
	case '{':
		o := r.open('{', '}')
		for _, ok := r.Member(&o); ok; _, ok = r.Member(&o) {
			r.Skip()
		}
	case '[':
		for o := r.Array(); r.More(&o); {
			r.Skip()
		}
	case 'n':
		r.literal("null")
	case 't':
		r.literal("true")
	case 'f':
		r.literal("false")
	default:
		r.number()
	}
}

// value skips a value and returns it.
func (r *Reader) value() []byte {
	r.peek()
	from := r.pos - r.start
	r.Skip()
	return r.buf[r.start+from : r.pos]
}

func (r *Reader) literal(word string) {
	if !r.has(len(word)-1) || string(r.buf[r.pos:r.pos+len(word)]) != word {
		r.fail()
		return
	}
	r.pos += len(word)
}

// number reads a number (RFC 8259, section 6).
func (r *Reader) number() {
	r.oneOf("-")
	valid := r.oneOf("0") || r.digits()
	if r.oneOf(".") {
		valid = r.digits() && valid
	}
	if r.oneOf("eE") {
		r.oneOf("+-")
		valid = r.digits() && valid
	}
	if !valid {
		r.fail()
	}
}

// oneOf skips the next byte if it is in set, and reports whether it was.
func (r *Reader) oneOf(set string) bool {
	if !r.has(0) || strings.IndexByte(set, r.buf[r.pos]) < 0 {
		return false
	}
	r.pos++
	return true
}

// digits skips digits and reports whether there was one.
func (r *Reader) digits() (found bool) {
	for r.has(0) && '0' <= r.buf[r.pos] && r.buf[r.pos] <= '9' {
		r.pos++
		found = true
	}
	return found
}

// text reads a string, which begins at pos, and returns its content and whether it had escapes. The content is valid
// until the next call.
func (r *Reader) text() (content []byte, escaped bool) {
	body := r.buf[r.pos+1:]
	if n := plainLen(body); n >= 0 {
		r.pos += n + 2
		return body[:n], false
	}
	return r.rareText()
}

// plainLen returns the length of the string at the start of b, which ends with a quote. It returns -1 if the string has
// anything but plain ASCII, or ends in the last bytes of b.
func plainLen(b []byte) int {
	for i := 0; i+8 <= len(b); i += 8 {
		if found := rareBytes(binary.LittleEndian.Uint64(b[i : i+8])); found != 0 {
			if i += bits.TrailingZeros64(found) / 8; i < len(b) && b[i] == '"' {
				return i
			}
			return -1
		}
	}
	return -1
}

// rareBytes returns a word whose lowest set bit is the high bit of the first byte in w that is a quote, a backslash, a
// control character or not ASCII, 0 if there is none.
func rareBytes(w uint64) uint64 {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	// The subtractions borrow from higher bytes only, and only after a byte that matches.
	quote, backslash, control := (w^'"'*ones)-ones, (w^'\\'*ones)-ones, w-' '*ones
	return (w | quote | backslash | control) & highs
}

// rareText reads a string that has escapes or other letters than ASCII, or that ends near the end of the buffer.
func (r *Reader) rareText() (content []byte, escaped bool) {
	r.pos++
	ascii := true
	for n := 0; r.has(n); n++ {
		switch c := r.buf[r.pos+n]; {
		case c == '"':
			content = r.buf[r.pos : r.pos+n]
			r.pos += n + 1
			if escaped {
				return r.unquote(r.buf[r.pos-n-2 : r.pos]), true
			}
			if !ascii && !utf8.Valid(content) {
				r.fail()
			}
			return content, false
		case c == '\\':
			escaped = true
			n++ // the next byte does not end the string
		case c < ' ':
			r.fail()
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	r.fail()
	return nil, false
}

// unquote decodes a string with escapes.
func (r *Reader) unquote(quoted []byte) []byte {
	var err error
	if r.scratch, err = jsontext.AppendUnquote(r.scratch[:0], quoted); err != nil {
		r.fail()
	}
	return r.scratch
}
