package sandbox

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

func TestSeed_Defaults(t *testing.T) {
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
			f := newFixture(t, Config{Now: newClock().read, NewID: numbered()})
			if err := f.Seed(Seed{Customers: []SeedCustomer{test.customer}}); err != nil {
				t.Fatalf("Seed() = %v", err)
			}
			f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "["+test.want+"]")
		})
	}
}

func TestSeed_AllOrNothing(t *testing.T) {
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
			"existing externalId",
			SeedCustomer{ExternalID: "customer-ext-001"},
			"seed: customers[1].externalId is taken by another customer",
		},
		{
			"same id",
			SeedCustomer{ID: "first-id", ExternalID: "b"},
			"seed: customers[1].id is taken by another customer",
		},
		{
			"existing id",
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
				t.Errorf("the failed seed left %d holes", got-1)
			}
			if err := f.Seed(Seed{Customers: []SeedCustomer{first}}); err != nil {
				t.Errorf("Seed() with the first customer alone = %v: the failed seed left an id", err)
			}
		})
	}
}

func TestSeed_RollsBackAfterAPanic(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{NewID: func() string { panic("no more ids") }})
	func() {
		defer func() { _ = recover() }()
		_ = f.Seed(Seed{Customers: []SeedCustomer{{ID: "a", ExternalID: "a"}, {ExternalID: "b"}}})
	}()
	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "[]")
}

func TestSeed_CopiesTheCallersValues(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{Now: newClock().read})
	seed := GenerateSeed(0, 1, 1)
	if err := f.Seed(seed); err != nil {
		t.Fatal(err)
	}
	before, err := f.store.get("cst-000000000")
	if err != nil {
		t.Fatal(err)
	}
	encoded, addresses := before.json, before.addresses
	seed.Customers[0].Accounts[0].Name = "changed"
	seed.Customers[0].Addresses[0] = "changed"
	f.do(t, http.MethodGet, customersPath+"/cst-000000000", "").want(t, http.StatusOK, encoded)
	f.do(t, http.MethodGet, customersPath+"/cst-000000000/accounts/addresses", "").want(t, http.StatusOK, addresses)
}

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
			{ID: "c", Name: "Main", Customer: &openapi.AccountCustomer{ID: "d"}},
		}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("seed (-want +got):\n%s", diff)
	}
}

func TestReadSeed_Invalid(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, seed, want string }{
		{"empty", ``, "seed: not valid JSON: unexpected EOF"},
		{"malformed", `{"customers":[}`, "seed: not valid JSON: invalid character '}' at start of value" +
			` within "/customers/0" after offset 14`},
		{"trailing", `{} {}`, "seed: not valid JSON: invalid character '{' after top-level value after offset 3"},
		{"array", `[]`, "seed: the seed has the wrong type"},
		{"unknown top field", `{"customer":[]}`, "seed: customer is not a field of a seed"},
		{
			"unknown field", `{"customers":[{"externalId":"a"},{"externalID":"b"}]}`,
			"seed: customers[1].externalID is not a field of a seed",
		},
		{
			"unknown field of an account", `{"customers":[{"externalId":"a","accounts":[{"id":"b","iban":1}]}]}`,
			"seed: customers[0].accounts[0].iban is not a field of a seed",
		},
		{"wrong type", `{"customers":[{"externalId":7}]}`, "seed: customers[0].externalId has the wrong type"},
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
				t.Errorf("seed returned with an error (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadSeed_ReaderError(t *testing.T) {
	t.Parallel()
	cause := errors.New("disk on fire")
	if _, err := ReadSeed(iotest.ErrReader(cause)); !errors.Is(err, cause) {
		t.Errorf("ReadSeed() = %v, want the reader's error", err)
	}
}

// TestDefaultSeed also sends the create of the spec's example, with which tools begin that follow the examples.
func TestDefaultSeed(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{})
	if err := f.Seed(DefaultSeed()); err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(documentedOne, "customer-ext-001", "customer-ext-000", 1)
	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "["+want+"]")
	example, err := json.Marshal(f.validator.Doc().Components.Examples["CreateRequest"].Value.Value)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.do(t, http.MethodPost, customersPath, string(example)); got.status != http.StatusCreated {
		t.Errorf("the documented create is %d %s, want 201", got.status, got.body)
	}
}

func TestGenerateSeed(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{Now: newClock().read})
	for _, first := range []int{0, 10} { // two calls with adjacent numbers
		if err := f.Seed(GenerateSeed(first, 10, 2)); err != nil {
			t.Fatal(err)
		}
	}
	if f.Len() != 20 {
		t.Errorf("Len() = %d, want 20", f.Len())
	}
	f.do(t, http.MethodGet, customersPath+"/cst-000000019", "").want(t, http.StatusOK,
		`{"id":"cst-000000019","externalId":"customer-ext-000000019","status":"inactive","participantId":"participant-123",`+
			`"accounts":[{"id":"account-000000019-0","name":"Account 0","status":"active","type":"stablecoins"},`+
			`{"id":"account-000000019-1","name":"Account 1","status":"active","type":"stablecoins"}],`+
			`"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}`)
	f.do(t, http.MethodGet, customersPath+"/cst-000000019/accounts/addresses", "").want(t, http.StatusOK,
		`["0x0000000000000000000000000000001300000000","0x0000000000000000000000000000001300000001"]`)
	body := f.do(t, http.MethodGet, customersPath, "").body
	if got := strings.Count(body, `"status":"inactive"`); got != 2 {
		t.Errorf("%d of 20 customers are inactive, want 2", got)
	}
	if diff := cmp.Diff(GenerateSeed(3, 2, 1), GenerateSeed(3, 2, 1)); diff != "" {
		t.Errorf("the same arguments return different seeds:\n%s", diff)
	}
}
