package sandbox

import (
	"strings"
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

// create returns a created customer for tests of the store.
func create(s *store, externalID string) (*record, error) {
	return s.create(openapi.CreateCustomerRequest{ExternalID: externalID, Status: "active"})
}

// update sets the status of a customer.
func update(s *store, id string, status openapi.CustomerStatus) (*record, error) {
	return s.update(id, openapi.UpdateCustomerRequest{Status: status})
}

// decode returns the customer of a record.
func decode(t testing.TB, r *record) SeedCustomer {
	t.Helper()
	c, err := r.customer()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestUpdated_DoesNotModifyTheOldRecord(t *testing.T) {
	t.Parallel()
	at := newClock().now
	old, err := newRecord(SeedCustomer{ID: "a", Status: "active", CreatedAt: at, UpdatedAt: at}, `["0x"]`)
	if err != nil {
		t.Fatal(err)
	}
	before := *old
	updated, err := old.updated(openapi.UpdateCustomerRequest{Status: "inactive"}, at)
	if err != nil {
		t.Fatal(err)
	}
	if *old != before {
		t.Errorf("the old record changed: %+v", *old)
	}
	got := decode(t, updated)
	if advanced := got.UpdatedAt.Sub(at); advanced != time.Millisecond {
		t.Errorf("updatedAt advanced by %v, want 1ms", advanced)
	}
	if got.Status != "inactive" || updated.addresses != old.addresses {
		t.Errorf("status %s and addresses %s, want inactive and those before", got.Status, updated.addresses)
	}
}

func TestSetFields_UnknownField(t *testing.T) {
	t.Parallel()
	request := struct {
		Nickname string `json:"nickname"`
	}{"n"}
	err := setFields(new(SeedCustomer), request)
	if err == nil || !strings.Contains(err.Error(), "SeedCustomer lacks a field of") || !strings.Contains(err.Error(), "nickname") {
		t.Errorf("setFields() = %v, want the missing field", err)
	}
}

func TestNewRecord(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.April, 2, 9, 5, 0, 120_000_000, time.UTC)
	here := at.In(time.FixedZone("", 3600))
	full := openapi.Account{
		ID: "account-id", Type: "stablecoins", Status: "active", Name: `"<ü>\`,
		Customer: &openapi.AccountCustomer{
			ID: "customer-id", ExternalID: "customer-ext-001", Status: "active",
			ParticipantID: "participant-123", CreatedAt: at, UpdatedAt: at,
		},
		CreatedAt: here, UpdatedAt: at,
	}
	const fullJSON = `{"createdAt":"2026-04-02T09:05:00.120Z","customer":{"createdAt":"2026-04-02T09:05:00.120Z",` +
		`"externalId":"customer-ext-001","id":"customer-id","participantId":"participant-123","status":"active",` +
		`"updatedAt":"2026-04-02T09:05:00.120Z"},"id":"account-id","name":"\"<ü>\\","status":"active","type":"stablecoins",` +
		`"updatedAt":"2026-04-02T09:05:00.120Z"}`
	tests := []struct {
		name     string
		customer SeedCustomer
		want     string // the accounts
		err      string
	}{
		{"no accounts", SeedCustomer{}, `[]`, ""},
		{"only an id", SeedCustomer{Accounts: []openapi.Account{{ID: "a"}}}, `[{"id":"a"}]`, ""},
		{"two accounts", SeedCustomer{Accounts: []openapi.Account{{ID: "a"}, full}}, `[{"id":"a"},` + fullJSON + `]`, ""},
		{"addresses are separate", SeedCustomer{Addresses: []string{"0x"}}, `[]`, ""},
		{"no id", SeedCustomer{Accounts: []openapi.Account{{ID: "a"}, {}}}, "", "accounts[1].id is missing"},
		{
			"no id of the customer",
			SeedCustomer{Accounts: []openapi.Account{{ID: "a", Customer: &openapi.AccountCustomer{}}}},
			"", "accounts[0].customer.id is missing",
		},
		{
			"not UTF-8",
			SeedCustomer{Accounts: []openapi.Account{{ID: "a", Name: "\xff"}}},
			"", "accounts[0].name is not valid UTF-8",
		},
		{"year", SeedCustomer{CreatedAt: at.AddDate(9000, 0, 0)}, "", "createdAt is not in the years 0 to 9999"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := newRecord(test.customer, "[]")
			if test.err != "" {
				if err == nil || err.Error() != test.err {
					t.Errorf("error = %v, want %q", err, test.err)
				}
				return
			}
			if want := `{"externalId":"","accounts":` + test.want + `}`; err != nil || got.json != want {
				t.Errorf("newRecord() = %+v, %v\nwant %s", got, err, want)
			}
		})
	}
}
