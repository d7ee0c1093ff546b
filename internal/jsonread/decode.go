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
	if err := checkGrammar(data); err != nil {
		return err
	}
	return r.typeError(data)
}

// checkGrammar returns an error unless data is one JSON value.
func checkGrammar(data []byte) error {
	dec := jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true))
	switch _, err := dec.ReadValue(); {
	case errors.Is(err, io.EOF):
		return &jsontext.SyntacticError{ByteOffset: int64(len(data)), Err: io.ErrUnexpectedEOF}
	case err != nil:
		return err
	}
	if rest := bytes.TrimLeft(data[dec.InputOffset():], " \t\r\n"); len(rest) > 0 {
		return &jsontext.SyntacticError{ByteOffset: int64(len(data) - len(rest)), Err: ErrTrailingData}
	}
	return nil
}

// typeError returns why the Reader rejected value, which is valid JSON. The position is that in value.
func (r *Reader) typeError(value []byte) error {
	dec := jsontext.NewDecoder(bytes.NewBuffer(value), jsontext.AllowDuplicateNames(true))
	for dec.InputOffset() <= int64(r.wrongAt) {
		if _, err := dec.ReadToken(); err != nil {
			return err
		}
	}
	if r.wrong == nil {
		return &jsontext.SyntacticError{
			ByteOffset: int64(r.wrongAt), JSONPointer: dec.StackPointer(), Err: jsontext.ErrDuplicateName,
		}
	}
	wrong := *r.wrong
	wrong.ByteOffset, wrong.JSONPointer = wrong.ByteOffset+int64(r.wrongAt), dec.StackPointer()+wrong.JSONPointer
	return &wrong
}

// End returns an error, and fails, unless only white space is left. It is the end of the last value.
func (r *Reader) End() (err error) {
	switch {
	case r.failed || r.peek() != 0 || r.pos < len(r.buf):
		err = ErrTrailingData
	case !errors.Is(r.err, io.EOF):
		err = r.err
	}
	if err != nil {
		r.fail()
	}
	return err
}

// Elements decodes the array that r was reset to. It yields the index of each element after read has decoded it into v.
//
// An element that is valid JSON, but of another kind than wanted (null, too) or no value of the type, is yielded with
// an error, and [Reader.Element] returns its bytes. The next element follows. After any other error, Element returns
// nil and the sequence ends. It also ends after the closing bracket; call [Reader.End] then.
//
// An error of json/v2 has the position in the whole input. An empty input is [io.EOF].
func Elements[T any](r *Reader, kind jsontext.Kind, v *T, read func(*Reader, *T)) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		list := r.Array()
		for i := 0; ; i++ {
			more, err := readNext(r, &list, i, kind, v, read)
			if (more || err != nil) && !yield(i, err) || r.failed {
				return
			}
			if r.start = r.pos; !more {
				return
			}
		}
	}
}

// readNext reads the element at index i, and reports whether there was one. After an error, the Reader has failed
// unless the element is valid JSON.
func readNext[T any](
	r *Reader, list *Open, i int, kind jsontext.Kind, v *T, read func(*Reader, *T),
) (more bool, err error) {
	r.values, r.objects, r.wrongAt, r.wrong = 0, 0, 0, nil
	more = r.More(list)
	switch {
	case more && jsontext.Kind(r.peek()) == kind:
		r.element = r.pos - r.start
		read(r, v)
	case more:
		r.fail()
	}
	if r.failed {
		more, err = r.readAgain(i, kind)
		list.begun, r.depth = true, 1
	}
	if r.checkBytes(r.pos - r.start); r.limit != nil {
		err = r.limit
	}
	return more, err
}

// readAgain reads the element at index i, which the Reader did not accept, with jsontext. It reports whether there was
// one, and returns why it was not accepted. The Reader continues after it unless it is malformed or exceeds a limit.
func (r *Reader) readAgain(i int, kind jsontext.Kind) (more bool, err error) {
	if r.limit != nil {
		return false, r.limit
	}
	// The bytes from start on begin behind the previous element, so an array with one element must precede them.
	prefix := ""
	if i > 0 {
		prefix = "[{}"
	}
	offset := r.base + int64(r.start) - int64(len(prefix))
	r.failed = false
	in := &replay{r: r}
	raw, end, err := readElement(io.MultiReader(strings.NewReader(prefix), in), i > 0)
	switch {
	case in.err != nil && !errors.Is(in.err, io.EOF) && err != nil:
		err = in.err
	case errors.As(err, new(*jsontext.SyntacticError)):
		// jsontext may lose a name in the position of an error if the bytes arrive in pieces, so it gets them at once.
		_, _, err = readElement(bytes.NewBuffer(append([]byte(prefix), r.buf[r.start:]...)), i > 0)
		err = moveError(err, i, offset)
	}
	if err != nil {
		r.fail()
		return false, err
	}
	r.pos = r.start + int(end) - len(prefix)
	if raw == nil {
		return false, nil
	}
	r.element = r.pos - r.start - len(raw)
	if r.countAgain(raw); r.limit != nil {
		return false, r.limit
	}
	if got := raw.Kind(); got != kind {
		return true, &KindError{kind, got}
	}
	r.wrongAt -= r.element
	err = r.typeError(raw)
	return true, moveError(moveError(err, -1, 0), i, r.base+int64(r.start+r.element))
}

// readElement returns the last element of an array that begins with in and has none before, or one. The end is that of
// the element, or of the array if there is none.
func readElement(in io.Reader, skipsOne bool) (raw jsontext.Value, end int64, err error) {
	dec := jsontext.NewDecoder(in, jsontext.AllowDuplicateNames(true))
	open, err := dec.ReadToken()
	switch {
	case err != nil:
		return nil, 0, err
	case open.Kind() != '[':
		return nil, 0, &KindError{'[', open.Kind()}
	case skipsOne:
		err = dec.SkipValue()
	}
	switch kind := dec.PeekKind(); {
	case err != nil:
	case kind == ']' || kind == 0:
		_, err = dec.ReadToken()
	default:
		raw, err = dec.ReadValue()
	}
	return raw, dec.InputOffset(), err
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

// countAgain counts the values in raw, which jsontext does not limit.
func (r *Reader) countAgain(raw []byte) {
	if r.MaxValues <= 0 || r.limit != nil {
		return
	}
	r.values = 0
	dec := jsontext.NewDecoder(bytes.NewReader(raw), jsontext.AllowDuplicateNames(true))
	for r.limit == nil {
		token, err := dec.ReadToken()
		if err != nil {
			return // the end, or an error that jsontext reports
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
