package jsonread_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/ledgerlink/link-sdk-go/internal/jsonread"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// readAll reads a list of customers and returns their number and the error.
func readAll(r *jsonread.Reader) (n int, err error) {
	var customer openapi.Customer
	for i, err := range jsonread.Elements(r, '{', &customer, openapi.ReadCustomer) {
		if err != nil {
			return i, err
		}
		n++
	}
	return n, r.End()
}

func TestElements_MaxBytes(t *testing.T) {
	t.Parallel()
	const element = `,{"id":"b","externalId":"0123456789"}`
	list := `[{"id":"a"}` + element + "]"
	for _, size := range []int{len(element), len(element) - 1} {
		for name, source := range map[string]io.Reader{
			"whole": strings.NewReader(list), "bytes": iotest.OneByteReader(strings.NewReader(list)),
		} {
			r := jsonread.Reader{MaxBytes: size}
			r.Reset(source)
			n, err := readAll(&r)
			if size == len(element) && (n != 2 || err != nil) {
				t.Errorf("%s: %d elements of at most %d bytes, %v", name, n, size, err)
			}
			if size < len(element) && (n != 1 || !errors.Is(err, jsonread.ErrTooLarge)) {
				t.Errorf("%s: %d elements of at most %d bytes, %v, want 1 and ErrTooLarge", name, n, size, err)
			}
		}
	}
}

// TestElements_MaxBytesBoundsReads reads elements without an end, in a form that the Reader accepts and in one that it
// leaves to json/v2. No more than the limit and a buffer may be read.
func TestElements_MaxBytesBoundsReads(t *testing.T) {
	t.Parallel()
	for _, start := range []string{
		`[{"id":"`, `[{"unknown":"`, `[{"id":1,"unknown":"`, "[\"", "[", `[{"unknown":` + strings.Repeat("[", 200) + `"`, "",
	} {
		filler := endless("x")
		if !strings.HasSuffix(start, `"`) {
			filler = endless(" ")
		}
		source := &counter{r: io.MultiReader(strings.NewReader(start), filler)}
		r := jsonread.Reader{MaxBytes: 1 << 20}
		r.Reset(source)
		if n, err := readAll(&r); n != 0 || !errors.Is(err, jsonread.ErrTooLarge) && start != `["` {
			t.Errorf("%s: %d elements, %v, want ErrTooLarge", start, n, err)
		}
		if source.n > 1<<20+128<<10 {
			t.Errorf("%s: %d bytes were read", start, source.n)
		}
	}
}

// TestElements_MaxValues counts the values of an element in a form that the Reader accepts, and in forms that it leaves to
// json/v2, at the end or from the beginning.
func TestElements_MaxValues(t *testing.T) {
	t.Parallel()
	for element, values := range map[string]int{
		`{}`:                                    1,
		`{"id":"a","accounts":[{"id":"x"},{}]}`: 6,
		`{"id":"a", "x": {"y" :[1 , 2,{}]}}`:    7,
		`{"accounts":[null,null],"id":"a"}`:     5,
		`{"\u0069d":"a","x":[[],{}]}`:           5,
		`{"id":"a","status":null,"x":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`: 203,
	} {
		for limit, tooLarge := range map[int]bool{0: false, values - 1: values > 1, values: false} {
			r := jsonread.Reader{MaxValues: limit}
			r.Reset(strings.NewReader("[" + element + "," + element + "]"))
			if n, err := readAll(&r); errors.Is(err, jsonread.ErrTooLarge) != tooLarge || (n == 2) == tooLarge {
				t.Errorf("%s: limit %d: %d elements, %v", element, limit, n, err)
			}
			var customer openapi.Customer
			err := jsonread.Unmarshal(&r, []byte(element), &customer, openapi.ReadCustomer)
			if errors.Is(err, jsonread.ErrTooLarge) != tooLarge {
				t.Errorf("Unmarshal %s: limit %d: %v", element, limit, err)
			}
		}
	}
}

// TestElements_ReaderErrors ends the input with an error at every byte.
func TestElements_ReaderErrors(t *testing.T) {
	t.Parallel()
	const list = `[{"id":"a"} , {"id":"b","accounts":[null]}] `
	failed := errors.New("connection reset")
	for i := range len(list) + 1 {
		var r jsonread.Reader
		r.Reset(io.MultiReader(strings.NewReader(list[:i]), iotest.ErrReader(failed)))
		if n, err := readAll(&r); !errors.Is(err, failed) || n != strings.Count(list[:i], "null]}")+strings.Count(list[:i], `"a"}`) {
			t.Errorf("%s: %d elements, %v", list[:i], n, err)
		}
		r.Reset(io.MultiReader(strings.NewReader(list[:i]), emptyReader{}))
		if _, err := readAll(&r); !errors.Is(err, io.ErrNoProgress) {
			t.Errorf("%s: %v, want io.ErrNoProgress", list[:i], err)
		}
	}
}

// TestElements_ReadsNoFurther delivers each element before it reads what follows it.
func TestElements_ReadsNoFurther(t *testing.T) {
	t.Parallel()
	pieces := []string{`[{"id":"a"}`, `,{"id":"b","accounts":[null]}`, `,{"id":"c"}`, `]`}
	source := &pieceReader{pieces: pieces}
	var r jsonread.Reader
	r.Reset(source)
	var customer openapi.Customer
	for i, err := range jsonread.Elements(&r, '{', &customer, openapi.ReadCustomer) {
		if err != nil || source.n != i+1 {
			t.Errorf("element %d after %d pieces, %v", i, source.n, err)
		}
	}
}

// TestElements_AnySize reads elements around the sizes at which the buffer moves and grows.
func TestElements_AnySize(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 100, 4_000, 60_000, 64 << 10, 68 << 10, 70_000, 140_000, 1_000_000} {
		for _, letter := range []string{"x", "é", `\n`} {
			element := `{"id":"` + strings.Repeat(letter, size/len(letter)) + `","status":"active"}`
			list := "[" + strings.Repeat(element+",", 5) + element + "]"
			for name, source := range map[string]io.Reader{
				"whole": strings.NewReader(list), "half": iotest.HalfReader(strings.NewReader(list)),
				"dataErr": iotest.DataErrReader(strings.NewReader(list)),
			} {
				var r jsonread.Reader
				r.Reset(source)
				if n, err := readAll(&r); n != 6 || err != nil {
					t.Errorf("%s: %d elements of %d bytes, %v", name, n, len(element), err)
				}
				if r.Offset() != int64(len(list)) {
					t.Errorf("%s: offset %d after %d bytes", name, r.Offset(), len(list))
				}
			}
		}
	}
}

func TestReader_Tail(t *testing.T) {
	t.Parallel()
	element := `{"id":"` + strings.Repeat("x", 990) + `"},`
	for _, elements := range []int{1, 10, 64, 66, 70, 72, 75, 200, 1000} {
		list := "[" + strings.Repeat(element, elements) + "nonsense"
		for name, source := range map[string]io.Reader{
			"whole": strings.NewReader(list), "half": iotest.HalfReader(strings.NewReader(list)),
		} {
			var r jsonread.Reader
			r.Reset(source)
			if n, err := readAll(&r); n != elements || err == nil {
				t.Errorf("%s: %d elements, %v, want %d and an error", name, n, err, elements)
			}
			tail := r.Tail(64 << 10)
			if len(tail) < min(len(list), 64<<10) || !bytes.Contains([]byte(list), tail) || tail[len(tail)-1] != 'e' {
				t.Errorf("%s: after %d elements the tail has %d bytes", name, elements, len(tail))
			}
		}
	}
}

// endless repeats a string.
type endless string

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e[i%len(e)]
	}
	return len(p), nil
}

type counter struct {
	r io.Reader
	n int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

type emptyReader struct{}

func (emptyReader) Read([]byte) (int, error) { return 0, nil }

// pieceReader returns one piece in each read.
type pieceReader struct {
	pieces []string
	n      int
}

func (r *pieceReader) Read(p []byte) (int, error) {
	if r.n == len(r.pieces) {
		return 0, io.EOF
	}
	r.n++
	return copy(p, r.pieces[r.n-1]), nil
}
