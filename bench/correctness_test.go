package bench_test

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/bench/bare"
	"github.com/ledgerlink/link-sdk-go/bench/candidates"
	"github.com/ledgerlink/link-sdk-go/bench/ogen"
	"github.com/ledgerlink/link-sdk-go/bench/server"
	"github.com/ledgerlink/link-sdk-go/bench/stock"
	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// TestListers_SameCustomers checks that all clients do the same work: each one decodes every field.
func TestListers_SameCustomers(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(server.New())
	t.Cleanup(srv.Close)
	const n = 300
	for accounts := range 5 {
		for _, kind := range []string{server.Plain, server.Chunked, server.Gzip, server.Unknown} {
			path := server.Base(kind, n, accounts)
			want := bareList(t, srv.URL+path)
			if len(want) != n || len(want[n-1].Accounts) != accounts || want[0].CreatedAt.IsZero() {
				t.Fatalf("the server sent %d customers, the last one %+v", len(want), want[n-1])
			}
			for _, client := range listers(t, srv.URL+path) {
				t.Run(fmt.Sprintf("%s/acc=%d/%s", kind, accounts, client.name), func(t *testing.T) {
					t.Parallel()
					list, count, err := client.read(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					if count != n {
						t.Errorf("%d customers, want %d", count, n)
					}
					if list == nil { // a stream: TestCandidates_SameCustomers compares its customers
						return
					}
					if diff := cmp.Diff(want, customersOf(t, list)); diff != "" {
						t.Errorf("customers (-want +got):\n%s", diff)
					}
				})
			}
		}
	}
}

// TestCandidates_SameCustomers checks that all decoders decode every field, and All of the SDK as well.
func TestCandidates_SameCustomers(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(server.New())
	t.Cleanup(srv.Close)
	for accounts := range 5 {
		base := srv.URL + server.Base(server.Plain, 300, accounts)
		want := bareList(t, base)
		var streamed []customers.Customer
		for customer, err := range newSDK(t, base).All(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			streamed = append(streamed, customer)
		}
		if diff := cmp.Diff(want, streamed); diff != "" {
			t.Errorf("All, %d accounts: customers (-want +got):\n%s", accounts, diff)
		}
		for _, decoder := range candidates.All() {
			if diff := cmp.Diff(want, decodeAll(t, decoder, base)); diff != "" {
				t.Errorf("%s, %d accounts: customers (-want +got):\n%s", decoder.Name, accounts, diff)
			}
		}
	}
}

// TestGetters_SameCustomer checks that all clients decode every field of one customer.
func TestGetters_SameCustomer(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(server.New())
	t.Cleanup(srv.Close)
	base := srv.URL + server.Base(server.Plain, 1, 4)
	want := bareList(t, base)[0]
	want.ID = id
	for _, client := range getters(t, base) {
		got, err := client.get(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", client.name, err)
		}
		if diff := cmp.Diff(want, customerOf(t, got)); diff != "" {
			t.Errorf("%s: customer (-want +got):\n%s", client.name, diff)
		}
	}
}

// bareList returns the list decoded by package bare, which the other results are compared with.
func bareList(tb testing.TB, base string) []customers.Customer {
	tb.Helper()
	list, err := newBare(base).List(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return convert(list, fromBare)
}

func decodeAll(tb testing.TB, decoder candidates.Decoder, base string) []customers.Customer {
	tb.Helper()
	body, err := newBare(base).Open(tb.Context(), "")
	if err != nil {
		tb.Fatal(err)
	}
	defer body.Close()
	var list []customers.Customer
	for customer, err := range decoder.Decode(body) {
		if err != nil {
			tb.Fatalf("%s: %v", decoder.Name, err)
		}
		list = append(list, fromOpenAPI(customer))
	}
	return list
}

func convert[T any](list []T, one func(*T) customers.Customer) []customers.Customer {
	out := make([]customers.Customer, len(list))
	for i := range list {
		out[i] = one(&list[i])
	}
	return out
}

func convertAccounts[T any](list []T, one func(*T) customers.Account) []customers.Account {
	if list == nil {
		return nil
	}
	out := make([]customers.Account, len(list))
	for i := range list {
		out[i] = one(&list[i])
	}
	return out
}

func fromOgen(c *ogen.Customer) customers.Customer {
	return customers.Customer{
		ID: c.ID, ExternalID: c.ExternalId, Status: customers.Status(c.Status), ParticipantID: c.ParticipantId,
		CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		Accounts: convertAccounts(c.Accounts, func(a *ogen.Account) customers.Account {
			return customers.Account{
				ID: a.ID, Type: a.Type.Value, Status: a.Status.Value, Name: a.Name.Value,
				CreatedAt: a.CreatedAt.Value, UpdatedAt: a.UpdatedAt.Value,
			}
		}),
	}
}

func fromStock(c *stock.Customer) customers.Customer {
	return customers.Customer{
		ID: c.Id, ExternalID: c.ExternalId, Status: customers.Status(c.Status), ParticipantID: c.ParticipantId,
		CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		Accounts: convertAccounts(c.Accounts, func(a *stock.Account) customers.Account {
			return customers.Account{
				ID: a.Id, Type: deref(a.Type), Status: deref(a.Status), Name: deref(a.Name),
				CreatedAt: deref(a.CreatedAt), UpdatedAt: deref(a.UpdatedAt),
			}
		}),
	}
}

func fromBare(c *bare.Customer) customers.Customer {
	return customers.Customer{
		ID: c.ID, ExternalID: c.ExternalID, Status: customers.Status(c.Status), ParticipantID: c.ParticipantID,
		CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		Accounts: convertAccounts(c.Accounts, func(a *bare.Account) customers.Account {
			return customers.Account{
				ID: a.ID, Type: a.Type, Status: a.Status, Name: a.Name, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt,
			}
		}),
	}
}

func fromOpenAPI(c *openapi.Customer) customers.Customer {
	return customers.Customer{
		ID: c.ID, ExternalID: c.ExternalID, Status: customers.Status(c.Status), ParticipantID: c.ParticipantID,
		CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		Accounts: convertAccounts(c.Accounts, func(a *openapi.Account) customers.Account {
			return customers.Account{
				ID: a.ID, Type: a.Type, Status: a.Status, Name: a.Name, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt,
			}
		}),
	}
}

func deref[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}
