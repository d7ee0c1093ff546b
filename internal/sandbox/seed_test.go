package sandbox

import (
	"net/http"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

func TestSeedDefaults(t *testing.T) {
	t.Parallel()
	early := time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name     string
		customer SeedCustomer
		want     string
	}{
		{
			"nothing",
			SeedCustomer{ExternalID: "x"},
			`{"id":"id-1","externalId":"x","status":"active","participantId":"participant-123","accounts":[],` +
				`"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}`,
		},
		{"everything", SeedCustomer{
			ID: "a", ExternalID: "x", Status: "suspended", ParticipantID: "p", Accounts: []openapi.Account{{ID: "b"}},
			CreatedAt: early, UpdatedAt: early.Add(1500 * time.Microsecond),
		}, `{"id":"a","externalId":"x","status":"suspended","participantId":"p","accounts":[{"id":"b"}],` +
			`"createdAt":"2020-01-01T00:00:00.000Z","updatedAt":"2020-01-01T00:00:00.001Z"}`},
		{
			"createdAt only",
			SeedCustomer{ID: "a", ExternalID: "x", CreatedAt: early},
			`{"id":"a","externalId":"x","status":"active","participantId":"participant-123","accounts":[],` +
				`"createdAt":"2020-01-01T00:00:00.000Z","updatedAt":"2020-01-01T00:00:00.000Z"}`,
		},
		{
			"updatedAt only",
			SeedCustomer{ID: "a", ExternalID: "x", UpdatedAt: early},
			`{"id":"a","externalId":"x","status":"active","participantId":"participant-123","accounts":[],` +
				`"createdAt":"2020-01-01T00:00:00.000Z","updatedAt":"2020-01-01T00:00:00.000Z"}`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := serve(t, Config{Now: newClock().tell, NewID: numbered()})
			if err := f.Seed(Seed{Customers: []SeedCustomer{test.customer}}); err != nil {
				t.Fatalf("Seed() = %v", err)
			}
			f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "["+test.want+"]")
		})
	}
}

func TestSeedIsAllOrNothing(t *testing.T) {
	t.Parallel()
	now := newClock().now
	tests := []struct {
		name string
		bad  SeedCustomer
		want string
	}{
		{"no externalId", SeedCustomer{ID: "b"}, "seed: customers[1].externalId is missing"},
		{
			"same externalId",
			SeedCustomer{ExternalID: "first"},
			"seed: customers[1].externalId is taken by another customer",
		},
		{
			"externalId that is there",
			SeedCustomer{ExternalID: "customer-ext-001"},
			"seed: customers[1].externalId is taken by another customer",
		},
		{
			"same id",
			SeedCustomer{ID: "first-id", ExternalID: "b"},
			"seed: customers[1].id is taken by another customer",
		},
		{
			"id that is there",
			SeedCustomer{ID: "customer-id", ExternalID: "b"},
			"seed: customers[1].id is taken by another customer",
		},
		{
			"times",
			SeedCustomer{ExternalID: "b", CreatedAt: now, UpdatedAt: now.Add(-1)},
			"seed: customers[1].updatedAt is before createdAt",
		},
		{
			"year",
			SeedCustomer{ExternalID: "b", CreatedAt: now.AddDate(9000, 0, 0)},
			"seed: customers[1].createdAt is not in the years 0 to 9999",
		},
		{
			"account",
			SeedCustomer{ExternalID: "b", Accounts: []openapi.Account{{}}},
			"seed: customers[1].accounts[0].id is missing",
		},
		{
			"address",
			SeedCustomer{ExternalID: "b", Addresses: []string{"\xff"}},
			"seed: customers[1].addresses[0] is not valid UTF-8",
		},
		{"status", SeedCustomer{ExternalID: "b", Status: "\xff"}, "seed: customers[1].status is not valid UTF-8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f, _ := seeded(t)
			first := SeedCustomer{ID: "first-id", ExternalID: "first"}
			err := f.Seed(Seed{Customers: []SeedCustomer{first, test.bad}})
			if err == nil || err.Error() != test.want {
				t.Errorf("Seed() = %v, want %q", err, test.want)
			}
			f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "["+documentedOne+"]")
			if got := f.store.order.length; got != 1 {
				t.Errorf("the failed seed has left %d holes", got-1)
			}
			if err := f.Seed(Seed{Customers: []SeedCustomer{first}}); err != nil {
				t.Errorf("the first customer alone = %v, so the failed seed has left a trace", err)
			}
		})
	}
}

func TestSeedIsNothingAfterAPanic(t *testing.T) {
	t.Parallel()
	f := serve(t, Config{NewID: func() string { panic("no more ids") }})
	func() {
		defer func() { _ = recover() }()
		_ = f.Seed(Seed{Customers: []SeedCustomer{{ID: "a", ExternalID: "a"}, {ExternalID: "b"}}})
	}()
	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "[]")
}

func TestSeedKeepsNothingOfTheCallers(t *testing.T) {
	t.Parallel()
	f := serve(t, Config{Now: newClock().tell})
	seed := GenerateSeed(0, 1, 1)
	if err := f.Seed(seed); err != nil {
		t.Fatal(err)
	}
	before, err := f.store.get("cst-000000000")
	if err != nil {
		t.Fatal(err)
	}
	wire, addresses := before.wire, before.addresses
	*seed.Customers[0].Accounts[0].Name = "changed"
	seed.Customers[0].Addresses[0] = "changed"
	f.do(t, http.MethodGet, customersPath+"/cst-000000000", "").want(t, http.StatusOK, wire)
	f.do(t, http.MethodGet, customersPath+"/cst-000000000/accounts/addresses", "").want(t, http.StatusOK, addresses)
}
