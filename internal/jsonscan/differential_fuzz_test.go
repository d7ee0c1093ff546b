package jsonscan_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/jsonscan"
	"github.com/ledgerlink/link-sdk-go/internal/jsonscan/kinds"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// FuzzDifferential compares the generated functions with json/v2 on the same types, which does not use them. Values are
// read one after another into the same memory, as in a list. An accepted value must equal the result of json/v2.
// Invalid JSON must cause neither a panic nor an endless loop.
func FuzzDifferential(f *testing.F) {
	customer, err := os.ReadFile(filepath.Join("testdata", "customer.json"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(customer, customer)
	for i, test := range tests {
		f.Add([]byte(test.json), []byte(tests[(i+7)%len(tests)].json))
		f.Add(customer, []byte(test.json))
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		compare(t, openapi.ScanCustomer, first, second)
		compare(t, openapi.ScanAccount, first, second)
		compare(t, openapi.ScanFlatErrorBody, first, second)
		compare(t, openapi.ScanEnvelopeErrorBody, first, second)
		compare(t, kinds.ScanKinds, first, second)
	})
}

// compare compares Scan with json/v2, and returns whether Scan accepted the last value.
func compare[T any](t *testing.T, read func(*jsonscan.Scanner, *T), values ...[]byte) (accepted bool) {
	t.Helper()
	s := jsonscan.NewScanner()
	var got T
	for _, value := range values {
		raw := jsontext.Value(value)
		accepted = jsonscan.Scan(&s, raw, &got, read)
		if !accepted || !raw.IsValid(jsontext.AllowDuplicateNames(true)) {
			got = *new(T)
			continue
		}
		var want T
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Errorf("%T: the scanner accepted %q, which json/v2 rejects: %v", got, raw, err)
		}
		if !reflect.DeepEqual(want, got) { // not cmp.Equal, which ignores the location of a time
			t.Errorf("%q: json/v2 returns\n%#v\nand the scanner\n%#v", raw, want, got)
		}
	}
	return accepted
}
