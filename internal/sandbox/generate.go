package sandbox

import (
	"fmt"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// GenerateSeed makes n customers for load tests, numbered from first, each with the given number of accounts and with
// one address for each account. The same arguments give the same seed.
func GenerateSeed(first, n, accounts int) Seed {
	seed := Seed{Customers: make([]SeedCustomer, n)}
	for i := range seed.Customers {
		number := first + i
		customer := SeedCustomer{
			ID:         fmt.Sprintf("cst-%09d", number),
			ExternalID: fmt.Sprintf("customer-ext-%09d", number),
			Status:     openapi.CustomerStatusActive,
		}
		if number%10 == 9 {
			customer.Status = openapi.CustomerStatusInactive
		}
		for k := range accounts {
			customer.Accounts = append(customer.Accounts, openapi.Account{
				ID:     fmt.Sprintf("account-%09d-%d", number, k),
				Type:   new("stablecoins"),
				Status: new("active"),
				Name:   new(fmt.Sprintf("Account %d", k)),
			})
			customer.Addresses = append(customer.Addresses, fmt.Sprintf("0x%032x%08x", number, k))
		}
		seed.Customers[i] = customer
	}
	return seed
}
