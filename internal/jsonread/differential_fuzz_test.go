package jsonread_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"testing/iotest"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/jsonread"
	"github.com/ledgerlink/link-sdk-go/internal/jsonread/kinds"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// FuzzUnmarshal compares the generated functions with json/v2 on the same types, which does not use them: what they
// accept, what they return, and the errors. Members without a field are removed for json/v2. Values are read one after
// another into the same memory, as in a list.
func FuzzUnmarshal(f *testing.F) {
	customer := readCustomer(f)
	for i, value := range values {
		f.Add([]byte(value), []byte(values[(i+7)%len(values)]))
		f.Add(customer, []byte(value))
	}
	for _, text := range grammar(f) {
		f.Add([]byte(`{"unknown":`+text.json+`}`), []byte(`{"any":`+text.json+`}`))
	}
	for _, value := range large {
		f.Add([]byte(value), []byte("{}"))
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		compareValues(t, openapi.ReadCustomer, first, second)
		compareValues(t, openapi.ReadFlatErrorBody, first, second)
		compareValues(t, openapi.ReadNestedErrorBody, first, second)
		compareValues(t, kinds.ReadKinds, first, second)
	})
}

// FuzzElements compares Elements with jsontext and json/v2 on lists that arrive in two pieces, byte by byte, and whole.
// It continues after elements that are valid JSON and no value of the type.
func FuzzElements(f *testing.F) {
	customer := string(readCustomer(f))
	for _, list := range lists {
		f.Add([]byte(list), uint16(len(list)/2))
	}
	for i, value := range values {
		f.Add([]byte("["+customer+" , "+value+","+values[(i+3)%len(values)]+"]"), uint16(3*i))
	}
	for i, text := range grammar(f) {
		f.Add([]byte(text.json), uint16(i))
		f.Add([]byte("["+text.json+"]"), uint16(i))
		f.Add([]byte("["+customer+`,{"id":"a","unknown":`+text.json+`}]`), uint16(len(customer)+i))
	}
	f.Fuzz(func(t *testing.T, list []byte, split uint16) {
		compareLists(t, '{', openapi.ReadCustomer, list, int(split))
		compareLists(t, '{', kinds.ReadKinds, list, int(split))
		compareLists(t, '"', jsonread.String[string], list, int(split))
	})
}

// compareValues compares Unmarshal with decodeReference on values that are read one after another.
func compareValues[T any](t *testing.T, read func(*jsonread.Reader, *T), values ...[]byte) {
	t.Helper()
	var r jsonread.Reader
	var got T
	for _, value := range values {
		want, wantErr := decodeReference[T](value)
		err := jsonread.Unmarshal(&r, value, &got, read)
		if summarize(err) != summarize(wantErr) {
			t.Errorf("%T: %q: error %v (%+v), want %v (%+v)", got, value, err, summarize(err), wantErr, summarize(wantErr))
		}
		if wantErr == nil && !reflect.DeepEqual(want, got) { // not cmp.Equal, which ignores the location of a time
			t.Errorf("%q: json/v2 returns\n%#v\nand Unmarshal\n%#v", value, want, got)
		}
	}
}

// compareLists compares Elements with readReference.
func compareLists[T any](
	t *testing.T, kind jsontext.Kind, read func(*jsonread.Reader, *T), list []byte, split int,
) {
	t.Helper()
	split = min(split, len(list))
	want, wantErr := readReference[T](list, kind)
	for name, source := range map[string]io.Reader{
		"whole":   bytes.NewReader(list),
		"bytes":   iotest.OneByteReader(bytes.NewReader(list)),
		"halves":  io.MultiReader(bytes.NewReader(list[:split]), bytes.NewReader(list[split:])),
		"dataErr": iotest.DataErrReader(bytes.NewReader(list)),
		"memory":  nil,
	} {
		var r jsonread.Reader
		if r.Reset(source); source == nil {
			r.ResetBytes(list)
		}
		var v, previous T
		n := 0
		var err error
		for i, e := range jsonread.Elements(&r, kind, &v, read) {
			raw := r.Element()
			if err = e; raw == nil {
				break
			}
			if i != n || n >= len(want) {
				t.Fatalf("%s: %q: element %d after %d of %d", name, list, i, n, len(want))
			}
			if string(raw) != want[n].raw {
				t.Errorf("%s: %q: element %d is %q, want %q", name, list, n, raw, want[n].raw)
			}
			if summarize(e) != want[n].err {
				t.Errorf("%s: %q: element %d has the error %v (%+v), want %+v", name, list, n, e, summarize(e), want[n].err)
			}
			if e == nil && !reflect.DeepEqual(want[n].value, v) {
				t.Fatalf("%s: %q: element %d after %#v is\n%#v\nwant\n%#v", name, list, n, previous, v, want[n].value)
			}
			previous, err = v, nil
			n++
		}
		if err == nil {
			err = r.End()
		}
		if n != len(want) {
			t.Errorf("%s: %q: %d elements, want %d; error %v, want %v", name, list, n, len(want), err, wantErr)
		}
		if got, want := summarize(err), summarize(wantErr); got != want {
			t.Errorf("%s: %q: error %v (%+v), want %v (%+v)", name, list, err, got, wantErr, want)
		}
	}
}

// summary is what an error is about and where it is. The text of an error also depends on how the bytes arrived.
type summary struct {
	text    string // of errors without a position
	is      error
	kind    jsontext.Kind
	goType  reflect.Type
	offset  int64
	pointer jsontext.Pointer
}

func summarize(err error) summary {
	var syntactic *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.As(err, &semantic):
		return summary{
			kind: semantic.JSONKind, goType: semantic.GoType, offset: semantic.ByteOffset, pointer: semantic.JSONPointer,
		}
	case errors.Is(err, io.ErrUnexpectedEOF) && errors.As(err, &syntactic):
		return summary{is: io.ErrUnexpectedEOF, offset: syntactic.ByteOffset, pointer: syntactic.JSONPointer}
	case errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &syntactic):
		return summary{is: jsontext.ErrDuplicateName, offset: syntactic.ByteOffset, pointer: syntactic.JSONPointer}
	case errors.As(err, &syntactic):
		return summary{offset: syntactic.ByteOffset, pointer: syntactic.JSONPointer}
	}
	return summary{text: text(err)}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func readCustomer(tb testing.TB) []byte {
	tb.Helper()
	customer, err := os.ReadFile(filepath.Join("testdata", "customer.json"))
	if err != nil {
		tb.Fatal(err)
	}
	return customer
}
