package customers //nolint:testpackage // the conversion has no public face of its own

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// TestConvertCoversEveryField fills every field of the wire types, converts, and compares the JSON of both: a field
// that the spec gained and convert.go does not carry over is missing on one side.
func TestConvertCoversEveryField(t *testing.T) {
	t.Parallel()
	var wire openapi.Customer
	fill(t, reflect.ValueOf(&wire).Elem())
	facade := customerFromWire(&wire)
	if diff := cmp.Diff(asMap(t, wire), asMap(t, facade)); diff != "" {
		t.Errorf("the facade's JSON is not the wire's (-wire +facade):\n%s", diff)
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

// TestAbsentFieldsAreZero keeps nil and empty accounts apart, and marshals neither to null.
func TestAbsentFieldsAreZero(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]Customer{
		`{"id":"a"}`: {ID: "a"},
		`{"id":"a","externalId":null,"status":null,"participantId":null,"accounts":null,"createdAt":null,"updatedAt":null}`: {ID: "a"},
		`{"id":"a","accounts":[],"status":"frozen","newer":{"x":[1]}}`:                                                      {ID: "a", Accounts: []Account{}, Status: "frozen"},
		`{"id":"a","accounts":[{"id":"b"}]}`:                                                                                {ID: "a", Accounts: []Account{{ID: "b"}}},
	} {
		got, err := (&call{}).decodeCustomer([]byte(body))
		if err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		if diff := cmp.Diff(want, *got); diff != "" {
			t.Errorf("%s:\n%s", body, diff)
		}
	}
	if StatusActive.IsKnown() != true || Status("frozen").IsKnown() {
		t.Error("IsKnown does not tell the documented values")
	}
}

// fill gives every exported field a value that is not zero.
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
		t.Fatalf("fill does not know %v: teach it, and convert.go", v.Type())
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
