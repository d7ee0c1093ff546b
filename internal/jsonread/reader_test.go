package jsonread_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/ledgerlink/link-sdk-go/internal/jsonread"
	"github.com/ledgerlink/link-sdk-go/internal/jsonread/kinds"
)

// values has a value of each kind for each field, and values that are rejected.
var values = []string{
	`{}`,
	" { \t\"text\"\r:\n\"a\" , \"count\" : 1 } ",
	`{"text":"a","when":"2026-04-02T09:00:00.000Z","color":"red","child":{"id":"a","nick":"b"},"count":-5}`,
	`{"when":"2026-04-02T09:00:00+02:00","optionalWhen":"2026-02-28T23:59:59.999999999Z"}`,
	`{"times":["2024-02-29T00:00:00.000Z","2026-12-31T23:59:59.999Z","0000-01-01T00:00:00.000Z","9999-01-01T00:00:00.000Z",null]}`,
	`{"times":["2026-04-02T09:00:00Z","2026-04-02T09:00:00.1Z","2026-04-02T09:00:00.000+00:00","2026\u002d04-02T09:00:00.000Z"]}`,
	`{"texts":["a","b"],"times":["2026-04-02T09:00:00.000Z"],"colors":["red","blue"],"children":[{"id":"a"},{"id":"b"}]}`,
	`{"texts":[],"times":[],"colors":[],"children":[],"optionalTexts":[]}`,
	`{"text":null,"when":null,"color":null,"texts":null,"children":null,"optionalText":null,"optionalChild":null}`,
	`{"nullableText":"a","optionalText":"b","optionalColor":"green","optionalChild":{"id":"c"},"optionalTexts":["d"]}`,
	`{"kinds":{"kinds":{"kinds":{"text":"deep"}}}}`,
	`{"bytes":"aGk=","big":9223372036854775807,"number":1e10,"flag":true,"grid":[["a"],[]],"named":["b"]}`,
	`{"inline":{"text":"a"},"inlines":[{"text":"b"}],"map":{"a":"b"},"open":{"id":"a","b":"c"},"closed":{"id":"a"}}`,
	`{"map":{"c":"d"},"any":{"c":"d"},"inline":{}}`,
	`{"either":{"id":"a"},"any":[1,{"a":null}],"naïve name":"a"}`,
	`{"unknown":1,"more":{"a":[1,{"b":"}"}],"c":"\"]"},"text":"a","last":true}`,
	`{"text":"\u00e9\n\"\\","optionalText":"é","te\u0078ts":["\ud83d\ude00"]}`,
	`{"text":"1234567","optionalText":"12345678","nullableText":"123456789012345\"7"}`,

	// Values of another kind.
	`{"text":1}`,
	`{"when":"yesterday"}`,
	`{"when":"2026-04-02T09:00:00,5Z"}`,
	`{"when":"2026-04-02T09:00:00,500Z"}`,
	`{"when":"2026-04-02T9:00:00Z"}`,
	`{"when":"2026-02-29T09:00:00.000Z"}`,
	`{"when":"2026-13-01T09:00:00.000Z"}`,
	`{"when":"2026-00-01T09:00:00.000Z"}`,
	`{"when":"2026-04-31T09:00:00.000Z"}`,
	`{"when":"2026-04-00T09:00:00.000Z"}`,
	`{"when":"2026-04-02T24:00:00.000Z"}`,
	`{"when":"2026-04-02T09:60:00.000Z"}`,
	`{"when":"2026-04-02T09:00:60.000Z"}`,
	`{"when":"2026-04-02T09:00:00.00aZ"}`,
	`{"when":"2026-04-02T09:00:00.a00Z"}`,
	`{"when":"202a-04-02T09:00:00.000Z"}`,
	`{"when":"a026-04-02T09:00:00.000Z"}`,
	`{"when":"2026-04-02T09:00:a0.000Z"}`,
	`{"when":"2026-04-02T09:00:00.000z"}`,
	`{"when":"2026-04-02t09:00:00.000Z"}`,
	`{"when":"2026 04-02T09:00:00.000Z"}`,
	`{"when":"2026-04 02T09:00:00.000Z"}`,
	`{"when":"2026-04-02T09 00:00.000Z"}`,
	`{"when":"2026-04-02T09:00 00.000Z"}`,
	`{"texts":{}}`,
	`{"child":[]}`,
	`{"child":null}`,
	`{"count":1.5}`,
	`{"big":9223372036854775808}`,
	`{"children":[{"id":1}]}`,
	`{"flag":"true"}`,
	`{"either":1,"open":1}`,
	`[]`,
	`null`,
	`"a"`,

	// Duplicate names: known, unknown, with escapes, nested.
	`{"text":"a","text":"a"}`,
	`{"unknown":1,"unknown":2}`,
	`{"text":"a","te\u0078t":"a"}`,
	`{"te\u0078t":"a","text":"a"}`,
	`{"unknown":{"a":1,"\u0061":2}}`,
	`{"unknown":{"a":1,"a":2},"text":"a","unknown":[{"b":{"c":1,"c":1}}],"text":"b"}`,
	`{"unknown":{"a":1,"a":2},"text":1}`,
	`{"child":{"id":"a","id":"b"}}`,
	`{"child":{"unknown":1,"unknown":1,"id":"b"},"children":[null,{"unknown":{"a":1,"a":1}},{"id":"a","id":"b"}]}`,
	`{"children":[null],"text":"a","text":"b"}`,
	`{"text":{"a":1,"a":2}}`,
	`{"child":[{"a":1,"a":2}]}`,
	`{"any":{"a":1,"a":2}}`,
	`{"when":{"a":1,"a":2}}`,
	`{"inline":{"unknown":1,"unknown":2}}`,
	`{"map":{"a":"b","a":"b"}}`,
	`{"text":"a","text":tru}`,
	`{"text":1,"unknown":tru}`,

	// Invalid JSON.
	``,
	`{`,
	`{"text`,
	`{"text"`,
	`{"text":`,
	`{"text":"a`,
	`{"text":"a\`,
	`{"texts":["a"`,
	`{"unknown":[`,
	`{"unknown":"`,
	`{"text":"\x"}`,
}

// large is like values, with values that are nested as deep as jsontext accepts, and deeper, or have many names.
var large = []string{
	`{"unknown":` + strings.Repeat("[", 9_999) + strings.Repeat("]", 9_999) + `,"text":"a","text":"b"}`,
	`{"unknown":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `}`,
	`{"any":` + strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100) + `}`,
	`{"any":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `}`,
	names(33), names(33) + "x", names(1000),
}

// names returns an object with n members without a field.
func names(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`,"unknown` + strconv.Itoa(i) + `":` + strconv.Itoa(i))
	}
	return `{"text":"a"` + b.String() + `}`
}

func TestUnmarshal(t *testing.T) {
	t.Parallel()
	for _, value := range slices.Concat(values, large) {
		compareValues(t, kinds.ReadKinds, []byte(value))
	}
}

// TestUnmarshal_ReusesMemory reads each value into memory that held another one, which must not affect the result.
func TestUnmarshal_ReusesMemory(t *testing.T) {
	t.Parallel()
	for _, before := range values {
		for _, after := range values {
			compareValues(t, kinds.ReadKinds, []byte(before), []byte(after))
		}
	}
}

// TestUnmarshal_Allocations checks that reading a value that did not change allocates nothing.
func TestUnmarshal_Allocations(t *testing.T) { //nolint:paralleltest // AllocsPerRun also counts the allocations of other goroutines
	const full = `{"text":"a text","optionalText":"b","color":"red","texts":["c"],"children":[{"id":"d","nick":"e"}],` +
		`"optionalChild":{"id":"f"},"optionalWhen":"2026-04-02T09:00:00.000Z","when":"2026-04-02T09:00:00.000Z"}`
	var r jsonread.Reader
	var v kinds.Kinds
	raw := []byte(full)
	allocs := testing.AllocsPerRun(10, func() {
		if err := jsonread.Unmarshal(&r, raw, &v, kinds.ReadKinds); err != nil {
			t.Error(err)
		}
	})
	if allocs > 0 {
		t.Errorf("%v allocations to read the same value again, want 0", allocs)
	}
}

// TestUnmarshal_SharesMemoryOfShortInput counts the allocations of three strings. Those of a short input are parts of one
// copy of it. A string of a long input must not keep the whole input.
func TestUnmarshal_SharesMemoryOfShortInput(t *testing.T) { //nolint:paralleltest // AllocsPerRun also counts the allocations of other goroutines
	for _, test := range []struct {
		name  string
		space int
		want  float64
	}{
		{"short", 0, 1},
		{"long", 4 << 10, 3},
	} {
		raw := []byte(`{"texts":["a text","red","other"]` + strings.Repeat(" ", test.space) + `}`)
		var r jsonread.Reader
		var v kinds.Kinds
		allocs := testing.AllocsPerRun(10, func() {
			clear(v.Texts)
			if err := jsonread.Unmarshal(&r, raw, &v, kinds.ReadKinds); err != nil {
				t.Error(err)
			}
		})
		if allocs != test.want {
			t.Errorf("%s input: %v allocations, want %v", test.name, allocs, test.want)
		}
	}
}

// TestElements_InternsStrings reads lists of strings that change from one element to the next. Strings that repeat must
// not allocate, even if long ones come between them, and all must be read correctly.
func TestElements_InternsStrings(t *testing.T) { //nolint:paralleltest // AllocsPerRun also counts the allocations of other goroutines
	few, mixed, many := make([]string, 400), make([]string, 400), make([]string, 4000)
	for i := range few {
		few[i] = "participant-" + strconv.Itoa(100+i%5)
		if mixed[i] = few[i]; i%2 == 1 {
			mixed[i] = "an identifier of its own: " + strconv.Itoa(i*i)
		}
	}
	for i := range many {
		many[i] = strconv.Itoa(i * i)
	}
	const fixed = 20 // a list allocates its buffer and its reader
	for _, test := range []struct {
		texts []string
		max   float64 // allocations to read them
	}{{few, fixed}, {mixed, fixed + 200}, {many, fixed + 4000}} {
		raw, err := json.Marshal(test.texts)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]string, 0, len(test.texts))
		allocs := testing.AllocsPerRun(5, func() {
			var r jsonread.Reader
			r.Reset(strings.NewReader(string(raw)))
			got = got[:0]
			var text string
			for _, err := range jsonread.Elements(&r, '"', &text, jsonread.String) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, text)
			}
		})
		if !slices.Equal(got, test.texts) {
			t.Fatalf("%d strings were read as %d different ones", len(test.texts), len(got))
		}
		if allocs > test.max {
			t.Errorf("%v allocations for %d strings, want at most %v", allocs, len(test.texts), test.max)
		}
	}
}
