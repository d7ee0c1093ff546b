package jsonread_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/jsonread"
	"github.com/ledgerlink/link-sdk-go/internal/jsonread/kinds"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// grammarText is a line of testdata/grammar.txt.
type grammarText struct {
	json string
	kind string // "y" for valid, "n" for invalid, "i" for either
}

func grammar(tb testing.TB) (texts []grammarText) {
	tb.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", "grammar.txt"))
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(file)) {
		kind, quoted, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if kind == "#" {
			continue
		}
		text, err := strconv.Unquote(quoted)
		if err != nil {
			tb.Fatalf("%s: %v", line, err)
		}
		texts = append(texts, grammarText{text, kind})
	}
	return append(texts,
		grammarText{strings.Repeat("[", 100_000), "n"}, grammarText{strings.Repeat(`[{"":`, 50_000), "n"})
}

// TestGrammar reads each text of the table in a member with a field and in one without, in Unmarshal and Elements.
func TestGrammar(t *testing.T) {
	t.Parallel()
	texts := grammar(t)
	if len(texts) < 300 {
		t.Fatalf("%d texts in the table", len(texts))
	}
	for _, text := range texts {
		for _, member := range []string{"any", "unknown"} {
			object := `{"` + member + `":` + text.json + `}`
			var r jsonread.Reader
			var v kinds.Kinds
			err := jsonread.Unmarshal(&r, []byte(object), &v, kinds.ReadKinds)
			checkGrammar(t, text, member, object, err)
			compareValues(t, kinds.ReadKinds, []byte(object))

			list := `[{"id":"a"},` + object + `]`
			r.Reset(strings.NewReader(list))
			for _, e := range jsonread.Elements(&r, '{', &v, kinds.ReadKinds) {
				err = e
			}
			checkGrammar(t, text, member, list, err)
			compareLists(t, '{', kinds.ReadKinds, []byte(list), len(list)/2)
		}
		compareValues(t, kinds.ReadKinds, []byte(text.json))
		compareLists(t, '{', kinds.ReadKinds, []byte(text.json), len(text.json)/2)
		compareLists(t, '{', kinds.ReadKinds, []byte("["+text.json+"]"), len(text.json)/2)
	}
}

// checkGrammar checks that a valid text was accepted and an invalid one rejected. In a field, a valid text may have a
// duplicate name.
func checkGrammar(t *testing.T, text grammarText, member, whole string, err error) {
	t.Helper()
	switch {
	case text.kind == "y" && member != "unknown" && errors.Is(err, jsontext.ErrDuplicateName):
	case text.kind == "y" && err != nil:
		t.Errorf("%.200q was rejected: %v", whole, err)
	case text.kind == "n" && err == nil:
		t.Errorf("%.200q was accepted", whole)
	}
}

// lists are inputs of Elements: lists, broken ones, and other values.
var lists = []string{
	"", " ", "[]", " [ ] \n", "[", "[]]", "[null]", "null", "{}", `"a"`, "[[]]", "\ufeff[]", `["a","\u0062"]`, `["a",1]`, `["a"`,
	`[{"id":"a"}]`, `[{"id":"a"},]`, `[,{"id":"a"}]`, `[{"id":"a"},,{"id":"b"}]`, `[{"id":"a"} {"id":"b"}]`, `[{"id":"a"}]x`,
	`[{"id":"a"}] , `, `["".`, `[""0]`, `[{}e]`, `[{"id":"a"}}`, `[{"id":"a"},{"id":"b","id":"c"}]`, `[{"id":"a"},{"id":1}]`, `[{"id":"a"},7,{"id":"b"}]`,
	`[{"id":"a"},{"id":"b","accounts":[{"id":"x"},{"id":"y","name":{}}]}]`, `[{"id":"a"},{"accounts":[null]},{"id":"b"}]`,
	`[{"id":"a"},{"id":"b","createdAt":"yesterday"}]`, `[{"id":"a"},{"id":"b","x":{"y":[1,2],"y":3}}]`, `[7,{"id":"a"},{"id":1},null,"b",{"id":"c","id":"d"},{"id":"e"},[[]]]`, "[{\"id\":\"\xff\"}]",
	"[{\"id\":\"a\tb\"}]", `[{"id":"\ud800"}]`, `[{"id":"\ud83d\ude00é"}]`, `[{"id":"a","\u0069d":"b"}]`, `[{"id":1,"status":tru}]`,
}

// TestElements_Split splits lists at every byte, so that one read ends there and another begins.
func TestElements_Split(t *testing.T) {
	t.Parallel()
	customer := string(readCustomer(t))
	for _, list := range append(lists,
		"["+customer+","+customer+"]",
		`[{"unknown":[-0.5e+10,true,false,null,"\u00e9\n",{"a":{},"b":[]}],"createdAt":"2026-04-02T09:00:00+02:00"} , {} ]`,
	) {
		for i := range len(list) + 1 {
			compareLists(t, '{', openapi.ReadCustomer, []byte(list), i)
			compareLists(t, '{', kinds.ReadKinds, []byte(list), i)
			compareLists(t, '"', jsonread.String[string], []byte(list), i)
		}
	}
}
