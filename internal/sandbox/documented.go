package sandbox

import (
	"time"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// DocumentedSeed returns the one customer of the vendor's documentation with its two addresses.
func DocumentedSeed() Seed {
	created := time.Date(2026, time.April, 2, 9, 0, 0, 0, time.UTC)
	return Seed{Customers: []SeedCustomer{{
		ID:            "customer-id",
		ExternalID:    "customer-ext-001",
		Status:        openapi.CustomerStatusActive,
		ParticipantID: "participant-123",
		CreatedAt:     created,
		UpdatedAt:     created,
		Addresses: []string{
			"0x742d35Cc6634C0532925a3b844Bc454e4438f44e",
			"7Y5P4E1XwP1h5ya9Lz7h2n3VgJY6QmE1K4m6mV9S1E2f",
		},
	}}}
}
