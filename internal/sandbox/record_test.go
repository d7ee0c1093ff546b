package sandbox

import (
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

func TestNormalizeTime(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 2*60*60)
	got := normalizeTime(time.Date(2026, time.April, 2, 11, 0, 0, 1_999_999, zone))
	want := time.Date(2026, time.April, 2, 9, 0, 0, 1_000_000, time.UTC)
	if !got.Equal(want) || got.Location() != time.UTC {
		t.Errorf("normalizeTime() = %v, want %v", got, want)
	}
}

func TestWithStatus_DoesNotModifyTheOldRecord(t *testing.T) {
	t.Parallel()
	old, err := record{id: "a", status: "active", accounts: "[]"}.encode()
	if err != nil {
		t.Fatal(err)
	}
	before := *old
	updated, err := old.withStatus("inactive", old.updatedAt)
	if err != nil {
		t.Fatal(err)
	}
	if *old != before {
		t.Errorf("the old record changed: %+v", *old)
	}
	if got := updated.updatedAt.Sub(old.updatedAt); got != time.Millisecond {
		t.Errorf("updatedAt advanced by %v, want 1ms", got)
	}
	if updated.json == old.json {
		t.Error("the JSON did not change")
	}
}

func TestEncodeAccounts(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.April, 2, 9, 5, 0, 0, time.UTC)
	full := openapi.Account{
		ID: "account-id", Type: new("stablecoins"), Status: new("active"), Name: new("Main account"),
		Customer: &openapi.AccountCustomer{
			ID: "customer-id", ExternalID: new("customer-ext-001"), Status: new("active"),
			ParticipantID: new("participant-123"), CreatedAt: &at, UpdatedAt: &at,
		},
		CreatedAt: &at, UpdatedAt: &at,
	}
	const fullJSON = `{"id":"account-id","type":"stablecoins","status":"active","name":"Main account",` +
		`"customer":{"id":"customer-id","externalId":"customer-ext-001","status":"active",` +
		`"participantId":"participant-123","createdAt":"2026-04-02T09:05:00.000Z","updatedAt":"2026-04-02T09:05:00.000Z"},` +
		`"createdAt":"2026-04-02T09:05:00.000Z","updatedAt":"2026-04-02T09:05:00.000Z"}`
	tests := []struct {
		name     string
		accounts []openapi.Account
		want     string
		err      string
	}{
		{"none", nil, `[]`, ""},
		{"only an id", []openapi.Account{{ID: "a"}}, `[{"id":"a"}]`, ""},
		{"two", []openapi.Account{{ID: "a"}, full}, `[{"id":"a"},` + fullJSON + `]`, ""},
		{"no id", []openapi.Account{{ID: "a"}, {}}, "", "accounts[1].id is missing"},
		{
			"no id of the customer",
			[]openapi.Account{{ID: "a", Customer: &openapi.AccountCustomer{}}},
			"",
			"accounts[0].customer.id is missing",
		},
		{"not UTF-8", []openapi.Account{{ID: "a", Name: new("\xff")}}, "", "accounts[0].name is not valid UTF-8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := encodeAccounts(test.accounts)
			if test.err != "" {
				if err == nil || err.Error() != test.err {
					t.Errorf("error = %v, want %q", err, test.err)
				}
				return
			}
			if err != nil || got != test.want {
				t.Errorf("encodeAccounts() = %s, %v\nwant %s", got, err, test.want)
			}
		})
	}
}

func TestJSONWriter(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.April, 2, 9, 0, 0, 120_000_000, time.UTC)
	tests := []struct {
		name  string
		write func(*jsonWriter)
		want  string
		err   string
	}{
		{"raw", func(w *jsonWriter) { w.raw(`{"a":`, `[1]`) }, `{"a":[1]`, ""},
		{"text", func(w *jsonWriter) { w.text(`,"a":`, `"<ü>\`) }, `,"a":"\"<ü>\\"`, ""},
		{"no optional text", func(w *jsonWriter) { w.optionalText(`,"a":`, nil) }, ``, ""},
		{"empty optional text", func(w *jsonWriter) { w.optionalText(`,"a":`, new("")) }, `,"a":""`, ""},
		{"time", func(w *jsonWriter) { w.time(`,"a":`, at) }, `,"a":"2026-04-02T09:00:00.120Z"`, ""},
		{
			"time of another zone", func(w *jsonWriter) { w.time(`,"a":`, at.In(time.FixedZone("", 3600))) },
			`,"a":"2026-04-02T09:00:00.120Z"`, "",
		},
		{"no optional time", func(w *jsonWriter) { w.optionalTime(`,"a":`, nil) }, ``, ""},
		{"optional time", func(w *jsonWriter) { w.optionalTime(`,"a":`, &at) }, `,"a":"2026-04-02T09:00:00.120Z"`, ""},
		{"not UTF-8", func(w *jsonWriter) { w.text(`{"a":`, "\xff") }, "", "a is not valid UTF-8"},
		{"year", func(w *jsonWriter) { w.time(`,"a":`, at.AddDate(9000, 0, 0)) }, "", "a is not in the years 0 to 9999"},
		{"first error is kept", func(w *jsonWriter) { w.text(`{"a":`, "\xff"); w.text(`,"b":`, "\xff") }, "", "a is not valid UTF-8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var w jsonWriter
			test.write(&w)
			got, err := w.end("")
			if test.err != "" {
				if err == nil || err.Error() != test.err {
					t.Errorf("error = %v, want %q", err, test.err)
				}
				return
			}
			if err != nil || got != test.want {
				t.Errorf("wrote %s, %v, want %s", got, err, test.want)
			}
		})
	}
}
