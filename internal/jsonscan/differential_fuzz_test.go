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

// FuzzDifferential holds the generated functions against json/v2, which does not know them, on the same types. One
// value is read after another into the same memory, as a list does. What is taken must be what json/v2 makes of it; what
// is not taken costs time and nothing else. Of bytes that are no JSON only this is asked: no panic, no endless loop.
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

// compare returns whether the last value was taken.
func compare[T any](t *testing.T, read func(*jsonscan.Scanner, *T), values ...[]byte) (taken bool) {
	t.Helper()
	s := jsonscan.NewScanner()
	var got T
	for _, value := range values {
		raw := jsontext.Value(value)
		taken = jsonscan.Scan(&s, raw, &got, read)
		if !taken || !raw.IsValid(jsontext.AllowDuplicateNames(true)) {
			got = *new(T)
			continue
		}
		var want T
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Errorf("%T took %q, which json/v2 refuses: %v", got, raw, err)
		}
		if !reflect.DeepEqual(want, got) { // not cmp.Equal, for which a time in another location may be the same
			t.Errorf("%q: json/v2 makes of it\n%#v\nand the scanner\n%#v", raw, want, got)
		}
	}
	return taken
}
