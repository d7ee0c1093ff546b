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

// TestListersSeeTheSame holds that what is compared does the same work: every client decodes every field.
func TestListersSeeTheSame(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(server.New())
	t.Cleanup(srv.Close)
	const n = 300
	for accounts := range 5 {
		for transfer, path := range map[string]string{
			"length": server.Base(n, accounts), "chunked": server.ChunkedBase(n, accounts),
		} {
			want := listRaw(t, srv.URL+path)
			if len(want) != n || len(want[n-1].Accounts) != accounts || want[0].CreatedAt.IsZero() {
				t.Fatalf("the server's list is not what the test expects: %d customers, %+v", len(want), want[n-1])
			}
			for _, client := range listers(t, srv.URL+path) {
				t.Run(fmt.Sprintf("%s/acc=%d/%s", transfer, accounts, client.name), func(t *testing.T) {
					t.Parallel()
					list, count, err := client.read(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					if count != n {
						t.Errorf("%d customers, want %d", count, n)
					}
					if list == nil { // a stream; the next test looks at its customers
						return
					}
					if diff := cmp.Diff(want, customersOf(t, list)); diff != "" {
						t.Error(diff)
					}
				})
			}
		}
	}
}

// TestCandidatesSeeTheSame holds it of the ways of decoding, ours included.
func TestCandidatesSeeTheSame(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(server.New())
	t.Cleanup(srv.Close)
	for accounts := range 5 {
		base := srv.URL + server.Base(300, accounts)
		want := listRaw(t, base)
		var streamed []customers.Customer
		for customer, err := range newOurs(t, base).All(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			streamed = append(streamed, customer)
		}
		if diff := cmp.Diff(want, streamed); diff != "" {
			t.Errorf("ours, acc=%d: %s", accounts, diff)
		}
		for _, way := range candidates.All() {
			if diff := cmp.Diff(want, decodeAll(t, way, base)); diff != "" {
				t.Errorf("%s, acc=%d: %s", way.Name, accounts, diff)
			}
		}
	}
}

func TestGettersSeeTheSame(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(server.New())
	t.Cleanup(srv.Close)
	base := srv.URL + server.Base(1, 4)
	want := listRaw(t, base)[0]
	for _, client := range getters(t, base) {
		one, err := client.get(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", client.name, err)
		}
		if diff := cmp.Diff(want, customerOf(t, one)); diff != "" {
			t.Errorf("%s: %s", client.name, diff)
		}
	}
}

// listRaw lists by hand, so that what is expected does not come from a client under test alone.
func listRaw(tb testing.TB, base string) []customers.Customer {
	tb.Helper()
	list, err := newBare(base).List(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return convert(list, ofBare)
}

func decodeAll(tb testing.TB, way candidates.Way, base string) []customers.Customer {
	tb.Helper()
	body, err := newBare(base).Open(tb.Context(), "")
	if err != nil {
		tb.Fatal(err)
	}
	defer body.Close()
	var list []openapi.Customer
	for customer, err := range way.Decode(body) {
		if err != nil {
			tb.Fatalf("%s: %v", way.Name, err)
		}
		list = append(list, *customer)
	}
	return convert(list, ofOpenAPI)
}

// Names for what clients are called elsewhere in this package.
type (
	stockCustomer = stock.Customer
	bareCustomer  = bare.Customer
)

func convert[T any](list []T, one func(*T) customers.Customer) []customers.Customer {
	out := make([]customers.Customer, len(list))
	for i := range list {
		out[i] = one(&list[i])
	}
	return out
}

func accountsOf[T any](list []T, one func(*T) customers.Account) []customers.Account {
	if list == nil {
		return nil
	}
	out := make([]customers.Account, len(list))
	for i := range list {
		out[i] = one(&list[i])
	}
	return out
}

func ofOgen(c *ogen.Customer) customers.Customer {
	return customers.Customer{
		ID: c.ID, ExternalID: c.ExternalId, Status: customers.Status(c.Status), ParticipantID: c.ParticipantId,
		CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		Accounts: accountsOf(c.Accounts, func(a *ogen.Account) customers.Account {
			return customers.Account{
				ID: a.ID, Type: a.Type.Value, Status: a.Status.Value, Name: a.Name.Value,
				CreatedAt: a.CreatedAt.Value, UpdatedAt: a.UpdatedAt.Value,
			}
		}),
	}
}

func ofStock(c *stock.Customer) customers.Customer {
	return customers.Customer{
		ID: c.Id, ExternalID: c.ExternalId, Status: customers.Status(c.Status), ParticipantID: c.ParticipantId,
		CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		Accounts: accountsOf(c.Accounts, func(a *stock.Account) customers.Account {
			return customers.Account{
				ID: a.Id, Type: deref(a.Type), Status: deref(a.Status), Name: deref(a.Name),
				CreatedAt: deref(a.CreatedAt), UpdatedAt: deref(a.UpdatedAt),
			}
		}),
	}
}

func ofBare(c *bare.Customer) customers.Customer {
	return customers.Customer{
		ID: c.ID, ExternalID: c.ExternalID, Status: customers.Status(c.Status), ParticipantID: c.ParticipantID,
		CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		Accounts: accountsOf(c.Accounts, func(a *bare.Account) customers.Account {
			return customers.Account{
				ID: a.ID, Type: a.Type, Status: a.Status, Name: a.Name, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt,
			}
		}),
	}
}

// ofOpenAPI is for the candidates.
func ofOpenAPI(c *openapi.Customer) customers.Customer {
	return customers.Customer{
		ID: c.ID, ExternalID: c.ExternalID, Status: customers.Status(c.Status), ParticipantID: c.ParticipantID,
		CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		Accounts: accountsOf(c.Accounts, func(a *openapi.Account) customers.Account {
			return customers.Account{
				ID: a.ID, Type: deref(a.Type), Status: deref(a.Status), Name: deref(a.Name),
				CreatedAt: deref(a.CreatedAt), UpdatedAt: deref(a.UpdatedAt),
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
