// Package jsonread decodes JSON in one pass: it validates the bytes while it reads the fields of a struct. Package
// openapi has a generated function for each schema, such as ReadCustomer, which consists of calls to this package.
// [Unmarshal] decodes one value in memory, and [Elements] decodes an array of any length while it arrives.
//
// # Rule
//
// The result is always that of json/v2 on the same type, as if the members without a field were not there: the same
// values are accepted, with the same content, and a rejected value has the same error at the same position. Members
// without a field must be valid JSON, but may have duplicate names, because nobody reads them. An error of the grammar
// comes before any other. Two steps ensure that:
//
//  1. A [Reader] checks the grammar of RFC 8259, UTF-8, control characters, numbers, the types of the fields, and that
//     each field is read once. A value of a type without a function here is decoded by json/v2, which rejects every
//     duplicate name in it. The Reader continues after it.
//  2. If the Reader meets anything that it does not accept, it stops. jsontext then reads the whole element again from
//     the same buffer. It reports the errors of the grammar, and the path to the field that the Reader did not accept.
//
// FuzzUnmarshal and FuzzElements compare the package with json/v2.
//
// # Limits
//
// A Reader limits the bytes and the values of an element, which json/v2 does not. A value that exceeds a limit is
// [ErrTooLarge], in both steps.
//
// # Buffer
//
// A Reader keeps the bytes of the current element for the second step, and the buffer before for [Reader.Tail]. A read
// takes at most 64 KiB. An element that is longer enlarges the buffer. The Reader never waits for more bytes than the
// current element needs.
//
// # Memory
//
// The functions overwrite the value that they fill, and reuse its memory. A string that equals the previous one, and a
// short string that was read before, is not allocated again. The strings of a short input of [Reader.ResetBytes] share
// one allocation. Copy slices and what pointers refer to if they must outlive the next element; strings need no copy.
package jsonread

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-json-experiment/json"
)

const (
	// A read has room for at least minRead bytes, and takes at most maxRead.
	minRead, maxRead = 4 << 10, 64 << 10
	// maxDepth is the number of nested objects and arrays that jsontext accepts.
	maxDepth = 10_000
	// maxEmptyReads is the number of reads without a byte and without an error after which reading ends.
	maxEmptyReads = 100
)

// Reader reads one value after another. Call Reset or ResetBytes first. After a failure every method does nothing.
type Reader struct {
	// MaxValues is how many JSON values an element of a list, or the object of Unmarshal, may have: itself, and each
	// element of an array and member of an object in it. 0 is any number.
	MaxValues int
	// MaxBytes is how many bytes an element of a list may have, with the comma and white space before it, 0 for any
	// number.
	MaxBytes int

	source io.Reader
	err    error // why the source ended; io.EOF at the end of the input
	buf    []byte
	prev   []byte // the buffer before, which ends where start was
	base   int64  // offset of buf[0] in the input
	start  int    // bytes before it are no longer needed
	pos    int
	failed bool
	limit  error // why it failed, if a limit was exceeded

	depth    int
	values   int                 // since the element began
	objects  int                 // those of them that were read into structs
	element  int                 // where the element begins, relative to start
	name     int                 // where the name of the current member begins, relative to start
	wrongAt  int                 // where the name or value begins that is valid JSON but not accepted, relative to start
	wrong    *json.SemanticError // why the value is not accepted, with its position in it; nil for a duplicate name
	scratch  []byte              // strings with escapes
	interned *internTable        // nil for none
	shared   string              // a copy of buf that strings are parts of, "" for none
}

// ErrTooLarge is the error for a value that exceeds a limit of its Reader.
var ErrTooLarge = errors.New("response too large")

// Reset makes r read a stream. It caches short strings.
func (r *Reader) Reset(source io.Reader) {
	*r = Reader{MaxValues: r.MaxValues, MaxBytes: r.MaxBytes, source: source, interned: &internTable{}}
}

// ResetBytes makes r read data.
func (r *Reader) ResetBytes(data []byte) {
	*r = Reader{MaxValues: r.MaxValues, MaxBytes: r.MaxBytes, buf: data, err: io.EOF}
}

// Element returns the bytes of the last element that [Elements] yielded, until it reads the next one. It returns nil if
// the element was not read to its end: if it is malformed or exceeds a limit.
func (r *Reader) Element() []byte {
	if r.failed {
		return nil
	}
	return r.buf[r.start+r.element : r.pos]
}

// Values returns how many JSON values the last element has, as MaxValues counts them.
func (r *Reader) Values() int { return r.values }

// Objects returns how many structs the last element filled.
func (r *Reader) Objects() int { return r.objects }

// Offset returns the number of bytes of the input that were decoded.
func (r *Reader) Offset() int64 { return r.base + int64(r.pos) }

// fail makes all methods do nothing.
func (r *Reader) fail() {
	r.failed = true
	r.pos = len(r.buf)
}

// exceed fails because of a limit.
func (r *Reader) exceed(format string, limit int) {
	r.limit = fmt.Errorf("%w: "+format, ErrTooLarge, limit)
	r.fail()
}

// count counts a value and fails if it is one too many.
func (r *Reader) count() {
	if r.values++; r.values > r.MaxValues && r.MaxValues > 0 {
		r.exceed("more than %d JSON values", r.MaxValues)
	}
}

// checkBytes fails if n bytes are too many for an element.
func (r *Reader) checkBytes(n int) {
	if r.MaxBytes > 0 && n > r.MaxBytes {
		r.exceed("one element takes more than %d bytes", r.MaxBytes)
	}
}

// fill reads more bytes. It may move to another buffer, but keeps the bytes from start on. It returns false at the end
// of the input and after a failure.
func (r *Reader) fill() bool {
	if r.failed || r.err != nil || r.source == nil {
		return false
	}
	if r.checkBytes(len(r.buf) - r.start + 1); r.failed {
		return false
	}
	if cap(r.buf)-len(r.buf) < minRead {
		kept := r.buf[r.start:]
		next := r.prev[:0]
		if size := max(minRead+maxRead, 2*len(kept)); cap(next) < size {
			next = make([]byte, 0, size)
		}
		next = append(next, kept...)
		r.prev, r.buf = r.buf[:r.start], next
		r.pos -= r.start
		r.base += int64(r.start)
		r.start = 0
	}
	for range maxEmptyReads {
		n, err := r.source.Read(r.buf[len(r.buf):min(len(r.buf)+maxRead, cap(r.buf))])
		r.buf = r.buf[:len(r.buf)+n]
		r.err = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	r.err = io.ErrNoProgress
	return false
}

// Tail returns the last n bytes that were read, or less if an element longer than the buffer is among them.
func (r *Reader) Tail(n int) []byte {
	tail := slices.Concat(r.prev, r.buf)
	return tail[max(0, len(tail)-n):]
}

// has reports whether the input has n bytes after pos and one more, and reads them.
func (r *Reader) has(n int) bool {
	for r.pos+n >= len(r.buf) {
		if !r.fill() {
			return false
		}
	}
	return true
}

// peek returns the next byte that is not white space, 0 at the end.
func (r *Reader) peek() (c byte) {
	if r.pos < len(r.buf) {
		c = r.buf[r.pos]
	}
	if c > ' ' {
		return c
	}
	return r.peekSpace()
}

func (r *Reader) peekSpace() byte {
	for r.has(0) {
		switch c := r.buf[r.pos]; c {
		case ' ', '\t', '\r', '\n':
			r.pos++
		default:
			return c
		}
	}
	return 0
}

// Open is an object or array that is being read.
type Open struct {
	end   byte   // the closing bracket
	null  bool   // whether it is null instead
	begun bool   // whether a member or element was read
	seen  uint64 // the fields that were read
}

// Object enters an object that becomes a T, or reads a null as one without members. Loop over its members with
// [Reader.Member].
func Object[T any](r *Reader) Open {
	r.objects++
	switch r.peek() {
	case '{':
	case 'n':
		r.literal("null")
		return Open{null: true}
	default:
		failType[T](r)
	}
	return r.open('{', '}')
}

// Array enters an array. Loop over its elements with [Reader.More].
func (r *Reader) Array() Open { return r.open('[', ']') }

func (r *Reader) open(bracket, end byte) Open {
	if r.depth++; r.depth > maxDepth || r.peek() != bracket {
		r.fail()
	} else {
		r.pos++
	}
	return Open{end: end}
}

// More reports whether another member or element follows, and advances to it, or behind the closing bracket.
func (r *Reader) More(o *Open) bool {
	switch c := r.peek(); {
	case c == ',' && o.begun:
		r.pos++ // what follows must be a name or a value: the functions that read one reject a bracket
		r.count()
		return !r.failed
	case c == o.end && !r.failed:
		r.pos++
		r.depth--
		return false
	case c == 0 || o.begun:
		r.fail()
		return false
	}
	o.begun = true
	r.count()
	return !r.failed
}

// Member advances to the value of the next member, if there is one, and returns its name, which is valid until the
// value is read.
func (r *Reader) Member(o *Open) (name []byte, ok bool) {
	if b := r.buf[r.pos:]; len(b) > 2 && b[0] == ',' && b[1] == '"' && o.begun { // without white space
		if n := plainLen(b[2:]); n >= 0 && n+3 < len(b) && b[n+3] == ':' {
			r.name = r.pos + 1 - r.start
			r.pos += n + 4
			r.count()
			return b[2 : n+2], !r.failed
		}
	}
	if o.null || !r.More(o) {
		return nil, false
	}
	if r.peek() != '"' {
		r.fail()
		return nil, false
	}
	r.name = r.pos - r.start
	name, escaped := r.text()
	if r.peek() != ':' {
		r.fail()
		return nil, false
	}
	r.pos++
	if !escaped { // peek may have moved the buffer
		name = r.buf[r.start+r.name+1:][:len(name)]
	}
	return name, true
}

// Once records that a field was read, and fails if it was read before.
func (r *Reader) Once(o *Open, field uint64) {
	if o.seen&field != 0 {
		r.failTwice(r.name)
	}
	o.seen |= field
}

// failTwice fails because of the name at an offset from start, which the object has twice.
func (r *Reader) failTwice(name int) { r.failValue(name, nil) }

// failValue fails because of the value at an offset from start.
func (r *Reader) failValue(at int, wrong *json.SemanticError) {
	if !r.failed {
		r.wrongAt, r.wrong = at, wrong
	}
	r.fail()
}

// Lacks reports whether a field was not read.
func (o *Open) Lacks(field uint64) bool { return o.seen&field == 0 }
