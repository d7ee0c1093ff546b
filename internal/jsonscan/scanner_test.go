package jsonscan_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/ledgerlink/link-sdk-go/internal/jsonscan"
	"github.com/ledgerlink/link-sdk-go/internal/jsonscan/kinds"
)

// tests has values that the scanner accepts, and values that it leaves to json/v2.
var tests = []struct {
	json     string
	accepted bool
}{
	{`{}`, true},
	{" { \t\"text\"\r:\n\"a\" , \"count\" : 1 } ", true},
	{`{"text":"a","when":"2026-04-02T09:00:00.000Z","color":"red","child":{"id":"a","nick":"b"},"count":-5}`, true},
	{`{"when":"2026-04-02T09:00:00+02:00","optionalWhen":"2026-02-28T23:59:59.999999999Z"}`, true},
	{`{"times":["2024-02-29T00:00:00.000Z","2026-12-31T23:59:59.999Z","0000-01-01T00:00:00.000Z","9999-01-01T00:00:00.000Z",null]}`, true},
	{`{"times":["2026-04-02T09:00:00Z","2026-04-02T09:00:00.1Z","2026-04-02T09:00:00.000+00:00","2026\u002d04-02T09:00:00.000Z"]}`, true},
	{`{"texts":["a","b"],"times":["2026-04-02T09:00:00.000Z"],"colors":["red","blue"],"children":[{"id":"a"},{"id":"b"}]}`, true},
	{`{"texts":[],"times":[],"colors":[],"children":[],"optionalTexts":[]}`, true},
	{`{"text":null,"when":null,"color":null,"texts":null,"children":null,"optionalText":null,"optionalChild":null}`, true},
	{`{"nullableText":"a","optionalText":"b","optionalColor":"green","optionalChild":{"id":"c"},"optionalTexts":["d"]}`, true},
	{`{"kinds":{"kinds":{"kinds":{"text":"deep"}}}}`, true},
	{`{"bytes":"aGk=","big":9223372036854775807,"number":1e10,"flag":true,"grid":[["a"],[]],"named":["b"]}`, true},
	{`{"inline":{"text":"a"},"inlines":[{"text":"b"}],"map":{"a":"b"},"open":{"id":"a","b":"c"},"closed":{"id":"a"}}`, true},
	{`{"map":{"c":"d"},"any":{"c":"d"},"inline":{}}`, true},
	{`{"either":{"id":"a"},"any":[1,{"a":null}],"naïve name":"a"}`, true},
	{`{"unknown":1,"more":{"a":[1,{"b":"}"}],"c":"\"]"},"text":"a","last":true}`, true},
	{`{"text":"\u00e9\n\"\\","optionalText":"é","te\u0078ts":["\ud83d\ude00"]}`, true},
	{`{"text":"1234567","optionalText":"12345678","nullableText":"123456789012345\"7"}`, true},

	// Left to json/v2.
	{`{"text":1}`, false},
	{`{"when":"yesterday"}`, false},
	{`{"when":"2026-04-02T09:00:00,5Z"}`, false},
	{`{"when":"2026-04-02T09:00:00,500Z"}`, false},
	{`{"when":"2026-04-02T9:00:00Z"}`, false},
	{`{"when":"2026-02-29T09:00:00.000Z"}`, false},
	{`{"when":"2026-13-01T09:00:00.000Z"}`, false},
	{`{"when":"2026-00-01T09:00:00.000Z"}`, false},
	{`{"when":"2026-04-31T09:00:00.000Z"}`, false},
	{`{"when":"2026-04-00T09:00:00.000Z"}`, false},
	{`{"when":"2026-04-02T24:00:00.000Z"}`, false},
	{`{"when":"2026-04-02T09:60:00.000Z"}`, false},
	{`{"when":"2026-04-02T09:00:60.000Z"}`, false},
	{`{"when":"2026-04-02T09:00:00.00aZ"}`, false},
	{`{"when":"2026-04-02T09:00:00.a00Z"}`, false},
	{`{"when":"202a-04-02T09:00:00.000Z"}`, false},
	{`{"when":"a026-04-02T09:00:00.000Z"}`, false},
	{`{"when":"2026-04-02T09:00:a0.000Z"}`, false},
	{`{"when":"2026-04-02T09:00:00.000z"}`, false},
	{`{"when":"2026-04-02t09:00:00.000Z"}`, false},
	{`{"when":"2026 04-02T09:00:00.000Z"}`, false},
	{`{"when":"2026-04 02T09:00:00.000Z"}`, false},
	{`{"when":"2026-04-02T09 00:00.000Z"}`, false},
	{`{"when":"2026-04-02T09:00 00.000Z"}`, false},
	{`{"texts":{}}`, false},
	{`{"child":[]}`, false},
	{`{"child":null}`, false},
	{`{"count":1.5}`, false},
	{`{"big":9223372036854775808}`, false},
	{`{"children":[{"id":1}]}`, false},
	{`{"flag":"true"}`, false},
	{`{"either":1,"open":1}`, false},
	{`[]`, false},
	{`null`, false},
	{`"a"`, false},

	// Duplicate names: known, unknown, with escapes, nested.
	{`{"text":"a","text":"a"}`, false},
	{`{"unknown":1,"unknown":2}`, false},
	{`{"text":"a","te\u0078t":"a"}`, false},
	{`{"unknown":{"a":1,"\u0061":2}}`, false},
	{`{"child":{"id":"a","id":"b"}}`, false},
	{`{"any":{"a":1,"a":2}}`, false},
	{`{"map":{"a":"b","a":"b"}}`, false},

	// Invalid JSON.
	{``, false},
	{`{`, false},
	{`{"text`, false},
	{`{"text"`, false},
	{`{"text":`, false},
	{`{"text":"a`, false},
	{`{"text":"a\`, false},
	{`{"texts":["a"`, false},
	{`{"unknown":[`, false},
	{`{"unknown":"`, false},
	{`{"text":"\x"}`, false},
}

func TestScan(t *testing.T) {
	t.Parallel()
	for _, test := range tests {
		if accepted := compare(t, kinds.ScanKinds, []byte(test.json)); accepted != test.accepted {
			t.Errorf("%s: accepted %t, want %t", test.json, accepted, test.accepted)
		}
	}
}

// TestScan_ReusesMemory reads each value into memory that held another one, which must not affect the result.
func TestScan_ReusesMemory(t *testing.T) {
	t.Parallel()
	for _, before := range tests {
		for _, after := range tests {
			compare(t, kinds.ScanKinds, []byte(before.json), []byte(after.json))
		}
	}
}

// TestScan_Allocations checks that reading a value that did not change allocates nothing.
func TestScan_Allocations(t *testing.T) { //nolint:paralleltest // AllocsPerRun also counts the allocations of other goroutines
	const full = `{"text":"a text","optionalText":"b","color":"red","texts":["c"],"children":[{"id":"d","nick":"e"}],` +
		`"optionalChild":{"id":"f"},"optionalWhen":"2026-04-02T09:00:00.000Z","when":"2026-04-02T09:00:00.000Z"}`
	var s jsonscan.Scanner
	var v kinds.Kinds
	raw := []byte(full)
	if allocs := testing.AllocsPerRun(10, func() { jsonscan.Scan(&s, raw, &v, kinds.ScanKinds) }); allocs > 0 {
		t.Errorf("%v allocations to read the same value again, want 0", allocs)
	}
}

// TestNewScanner_InternsStrings reads lists of strings that change from one element to the next. Strings that repeat
// must not allocate, even if long ones come between them, and all must be read correctly.
func TestNewScanner_InternsStrings(t *testing.T) { //nolint:paralleltest // AllocsPerRun also counts the allocations of other goroutines
	s := jsonscan.NewScanner()
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
	for _, test := range []struct {
		texts []string
		max   float64 // allocations to read them a second time
	}{{few, 0}, {mixed, 200}, {many, 4000}, {few, 0}} {
		raw, err := json.Marshal(test.texts)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		read := func(s *jsonscan.Scanner, v *[]string) { jsonscan.Slice(s, v, jsonscan.String) }
		if !jsonscan.Scan(&s, raw, &got, read) {
			t.Fatalf("%d strings were not accepted", len(test.texts))
		}
		if !slices.Equal(got, test.texts) {
			t.Fatalf("%d strings were read as %d different ones", len(test.texts), len(got))
		}
		allocs := testing.AllocsPerRun(5, func() {
			clear(got)
			jsonscan.Scan(&s, raw, &got, read)
		})
		if allocs > test.max {
			t.Errorf("%v allocations for %d strings, want at most %v", allocs, len(test.texts), test.max)
		}
	}
}
