package jsonread

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ErrTrailingData is the error for bytes after the end of a value.
var ErrTrailingData = errors.New("data after the end")

// KindError is the error for a valid value of another kind than wanted.
type KindError struct{ Want, Got jsontext.Kind }

func (e *KindError) Error() string { return "want " + e.Want.String() + ", got " + e.Got.String() }

// Unmarshal decodes data into v, which it overwrites. data must be one value.
func Unmarshal[T any](r *Reader, data []byte, v *T, read func(*Reader, *T)) error {
	r.ResetBytes(data)
	r.count()
	if read(r, v); r.End() == nil {
		return nil
	}
	if r.countAgain(data); r.limit != nil {
		return r.limit
	}
	*v = *new(T)
	return json.Unmarshal(data, v)
}

// End returns an error unless only white space is left. It is the end of the last value.
func (r *Reader) End() error {
	switch {
	case r.failed || r.peek() != 0 || r.pos < len(r.buf):
		return ErrTrailingData
	case !errors.Is(r.err, io.EOF):
		return r.err
	}
	return nil
}

// Elements decodes the array that r was reset to. It yields the index of each element after read has decoded it into v.
// An element of another kind than wanted is an error, also null. The sequence ends with an error or after the closing
// bracket; call [Reader.End] then.
//
// An error of json/v2 has the position in the whole input. An empty input is [io.EOF].
func Elements[T any](r *Reader, kind jsontext.Kind, v *T, read func(*Reader, *T)) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		list := r.Array()
		for i := 0; ; i++ {
			var err error
			r.values = 0
			more := r.More(&list)
			switch {
			case more && jsontext.Kind(r.peek()) == kind:
				read(r, v)
			case more:
				r.fail()
			}
			if r.failed {
				more, err = readAgain(r, i, kind, v)
				list.begun, r.depth = true, 1
			}
			if r.checkBytes(r.pos - r.start); r.limit != nil {
				err = r.limit
			}
			if err != nil {
				yield(i, err)
				return
			}
			if r.start = r.pos; !more || !yield(i, nil) {
				return
			}
		}
	}
}

// readAgain reads the element at index i, which the Reader did not accept, with jsontext and json/v2. It reports
// whether there was one.
func readAgain[T any](r *Reader, i int, kind jsontext.Kind, v *T) (more bool, err error) {
	if r.limit != nil {
		return false, r.limit
	}
	r.failed, r.unknown = false, r.unknown[:0]
	// The bytes from start on begin behind the previous element, so an array with one element must precede them.
	prefix := ""
	if i > 0 {
		prefix = "[{}"
	}
	offset := r.base + int64(r.start) - int64(len(prefix))
	in := &replay{r: r}
	more, end, err := readElement(io.MultiReader(strings.NewReader(prefix), in), r, i, kind, v)
	if err != nil && in.err != nil && !errors.Is(in.err, io.EOF) {
		return false, in.err
	}
	if errors.As(err, new(*jsontext.SyntacticError)) {
		// jsontext may lose a name in the position of an error if the bytes arrive in pieces, so it gets them at once.
		_, _, err = readElement(bytes.NewBuffer(append([]byte(prefix), r.buf[r.start:]...)), r, i, kind, v)
	}
	if err != nil {
		return false, moveError(err, i, offset)
	}
	r.pos = r.start + int(end) - len(prefix)
	return more, nil
}

// readElement reads the last element of an array that begins with in and has none before, or one if i > 0. The end is
// that of the element, or of the array if there is none.
func readElement[T any](in io.Reader, r *Reader, i int, kind jsontext.Kind, v *T) (more bool, end int64, err error) {
	dec := jsontext.NewDecoder(in, jsontext.AllowDuplicateNames(true)) // json/v2 checks the names
	open, err := dec.ReadToken()
	switch {
	case err != nil:
		return false, 0, err
	case open.Kind() != '[':
		return false, 0, &KindError{'[', open.Kind()}
	case i > 0:
		err = dec.SkipValue()
	}
	switch got := dec.PeekKind(); {
	case err != nil:
	case got == kind:
		var raw jsontext.Value
		if raw, err = dec.ReadValue(); err != nil {
			break
		}
		if r.countAgain(raw); r.limit != nil {
			return false, 0, r.limit
		}
		*v = *new(T)
		if err = json.Unmarshal(raw, v); err != nil {
			err = moveError(err, -1, dec.InputOffset()-int64(len(raw)))
		}
		more = true
	case got == ']' || got == 0:
		_, err = dec.ReadToken()
	default:
		err = &KindError{kind, got}
	}
	return more, dec.InputOffset(), err
}

// replay reads what its Reader reads, from start on, and leaves it in the buffer.
type replay struct {
	r   *Reader
	n   int   // bytes after start that were read
	err error // why the Reader ended
}

func (p *replay) Read(b []byte) (int, error) {
	if p.r.start+p.n == len(p.r.buf) && !p.r.fill() {
		p.err = cmp.Or(p.r.limit, p.r.err)
		return 0, p.err
	}
	n := copy(b, p.r.buf[p.r.start+p.n:])
	p.n += n
	return n, nil
}

// countAgain counts the values in raw, which json/v2 does not limit.
func (r *Reader) countAgain(raw []byte) {
	if r.MaxValues <= 0 || r.limit != nil {
		return
	}
	r.values = 0
	dec := jsontext.NewDecoder(bytes.NewReader(raw), jsontext.AllowDuplicateNames(true))
	for r.limit == nil {
		token, err := dec.ReadToken()
		if err != nil {
			return // the end, or an error that json/v2 reports
		}
		in, n := dec.StackIndex(dec.StackDepth())
		isName := in == '{' && n%2 == 1
		if kind := token.Kind(); kind != '}' && kind != ']' && !isName {
			r.count()
		}
	}
}

// moveError moves the position of an error of jsontext or json/v2 by an offset and to the index of a list. Without an
// index, the error is that of an element alone, in a list where it follows any others.
func moveError(err error, index int, offset int64) error {
	move := func(path jsontext.Pointer) jsontext.Pointer {
		if index < 0 {
			return "/0" + path
		}
		if path == "" {
			return ""
		}
		rest := strings.TrimLeft(string(path[1:]), "0123456789")
		return jsontext.Pointer("/" + strconv.Itoa(index) + rest)
	}
	var syntactic *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.As(err, &semantic):
		moved := *semantic
		moved.ByteOffset, moved.JSONPointer = moved.ByteOffset+offset, move(moved.JSONPointer)
		return &moved
	case errors.As(err, &syntactic):
		moved := *syntactic
		moved.ByteOffset, moved.JSONPointer = moved.ByteOffset+offset, move(moved.JSONPointer)
		return &moved
	}
	return err
}
