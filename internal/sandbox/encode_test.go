package sandbox

import (
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

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
	const fullWire = `{"id":"account-id","type":"stablecoins","status":"active","name":"Main account",` +
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
		{"two", []openapi.Account{{ID: "a"}, full}, `[{"id":"a"},` + fullWire + `]`, ""},
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
