package bench_test

import (
	"github.com/ledgerlink/link-sdk-go/bench/bare"
	"github.com/ledgerlink/link-sdk-go/bench/ogen"
	"github.com/ledgerlink/link-sdk-go/bench/stock"
	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

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
