package sandbox

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

func TestReadSeed(t *testing.T) {
	t.Parallel()
	got, err := ReadSeed(strings.NewReader(`{"customers":[
		{"externalId":"only"},
		` + strings.TrimSuffix(documentedOne, "}") + `,"addresses":["0xAb"]},
		{"externalId":"b","status":"suspended","accounts":[{"id":"c","name":"Main","customer":{"id":"d"}}]}
	]}`))
	if err != nil {
		t.Fatalf("ReadSeed() = %v", err)
	}
	at := time.Date(2026, time.April, 2, 9, 0, 0, 0, time.UTC)
	want := Seed{Customers: []SeedCustomer{
		{ExternalID: "only"},
		{
			ID: "customer-id", ExternalID: "customer-ext-001", Status: "active", ParticipantID: "participant-123",
			Accounts: []openapi.Account{}, CreatedAt: at, UpdatedAt: at, Addresses: []string{"0xAb"},
		},
		{ExternalID: "b", Status: "suspended", Accounts: []openapi.Account{
			{ID: "c", Name: new("Main"), Customer: &openapi.AccountCustomer{ID: "d"}},
		}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("seed (-want +got):\n%s", diff)
	}
}

func TestReadSeedRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, seed, want string }{
		{"empty", ``, "seed: not valid JSON: unexpected EOF"},
		{"malformed", `{"customers":[}`, "seed: not valid JSON: invalid character '}' at start of value" +
			` within "/customers/0" after offset 14`},
		{"trailing", `{} {}`, "seed: not valid JSON: invalid character '{' after top-level value after offset 3"},
		{"array", `[]`, "seed: the seed is of the wrong type"},
		{"unknown top field", `{"customer":[]}`, "seed: customer is not a field of a seed"},
		{
			"unknown field", `{"customers":[{"externalId":"a"},{"externalID":"b"}]}`,
			"seed: customers[1].externalID is not a field of a seed",
		},
		{
			"unknown field of an account", `{"customers":[{"externalId":"a","accounts":[{"id":"b","iban":1}]}]}`,
			"seed: customers[0].accounts[0].iban is not a field of a seed",
		},
		{"wrong type", `{"customers":[{"externalId":7}]}`, "seed: customers[0].externalId is of the wrong type"},
		{
			"time", `{"customers":[{"externalId":"a","createdAt":"today"}]}`,
			`seed: customers[0].createdAt is not valid: parsing time "today" as "2006-01-02T15:04:05Z07:00": ` +
				`cannot parse "today" as "2006"`,
		},
		{"no externalId", `{"customers":[{"id":"a"}]}`, "seed: customers[0].externalId is missing"},
		{
			"duplicate externalId", `{"customers":[{"externalId":"a"},{"externalId":"a"}]}`,
			"seed: customers[1].externalId is taken by another customer",
		},
		{
			"duplicate id", `{"customers":[{"id":"x","externalId":"a"},{"id":"x","externalId":"b"}]}`,
			"seed: customers[1].id is taken by another customer",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			seed, err := ReadSeed(strings.NewReader(test.seed))
			if err == nil || err.Error() != test.want {
				t.Errorf("ReadSeed() = %v\nwant %s", err, test.want)
			}
			if diff := cmp.Diff(Seed{}, seed); diff != "" {
				t.Errorf("seed beside an error (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadSeedKeepsTheCauseOfABrokenReader(t *testing.T) {
	t.Parallel()
	cause := errors.New("disk on fire")
	if _, err := ReadSeed(iotest.ErrReader(cause)); !errors.Is(err, cause) {
		t.Errorf("ReadSeed() = %v, want the reader's error", err)
	}
}
