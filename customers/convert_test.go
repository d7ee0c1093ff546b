package customers //nolint:testpackage // the conversion functions are not exported

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// TestConvertCoversEveryField converts a wire value with every field set, and compares the JSON of both: a field that
// convert.go does not copy is missing on one side.
func TestConvertCoversEveryField(t *testing.T) {
	t.Parallel()
	var wire openapi.Customer
	fill(t, reflect.ValueOf(&wire).Elem())
	facade := customerFromWire(&wire)
	if diff := cmp.Diff(asMap(t, wire), asMap(t, facade)); diff != "" {
		t.Errorf("JSON of the wire type and of Customer (-wire +facade):\n%s", diff)
	}
}

func TestParamsCoverEveryField(t *testing.T) {
	t.Parallel()
	var create CreateParams
	fill(t, reflect.ValueOf(&create).Elem())
	var update UpdateParams
	fill(t, reflect.ValueOf(&update).Elem())
	for _, wire := range []any{create.toWire(), update.toWire()} {
		v := reflect.ValueOf(wire)
		for i := range v.NumField() {
			if v.Field(i).IsZero() {
				t.Errorf("%T.%s is not set from the params", wire, v.Type().Field(i).Name)
			}
		}
	}
}

// TestAbsentFieldsAreZero decodes customers without some of their fields. Absent accounts are nil, empty accounts are
// empty.
func TestAbsentFieldsAreZero(t *testing.T) {
	t.Parallel()
	const nulls = `{"id":"a","externalId":null,"status":null,"participantId":null,"accounts":null,` +
		`"createdAt":null,"updatedAt":null}`
	for body, want := range map[string]Customer{
		`{"id":"a"}`: {ID: "a"},
		nulls:        {ID: "a"},
		`{"id":"a","accounts":[],"status":"frozen","newer":{"x":[1]}}`: {ID: "a", Accounts: []Account{}, Status: "frozen"},
		`{"id":"a","accounts":[{"id":"b"}]}`:                           {ID: "a", Accounts: []Account{{ID: "b"}}},
	} {
		got, err := decodeObject(&call{}, customerSchema())([]byte(body))
		if err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		if diff := cmp.Diff(want, *got); diff != "" {
			t.Errorf("%s:\n%s", body, diff)
		}
	}
}

// fill sets every field to a value that is not zero.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString("text of " + v.Type().Name())
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(t, v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2026, 4, 2, 9, 0, 0, 0, time.UTC)))
			return
		}
		for _, field := range v.Fields() {
			fill(t, field)
		}
	default:
		t.Fatalf("fill has no case for %v: add one, and convert the type in convert.go", v.Type())
	}
}

func asMap(t *testing.T, v any) map[string]any {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return m
}
