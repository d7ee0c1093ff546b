package customers_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// A run over three items, one of them a customer that exists. A real input comes from a file or a table, and Concurrency
// is left at its default; here it is 1, so that the output has one order.
func ExampleClient_CreateAll() {
	client, stop := exampleClient("2026-04-02T09:00:00.000Z", sandbox.Seed{
		Customers: []sandbox.SeedCustomer{{ID: "cst-1", ExternalID: "customer-ext-002"}},
	})
	defer stop()
	input := func(yield func(customers.CreateParams) bool) {
		for _, externalID := range []string{"customer-ext-001", "customer-ext-002", ""} {
			if !yield(customers.CreateParams{ExternalID: externalID, Status: customers.StatusActive}) {
				return
			}
		}
	}
	for result, err := range client.CreateAll(context.Background(), input, customers.BulkOptions{Concurrency: 1}) {
		if err != nil {
			fmt.Println("the run ended early:", err)
			return
		}
		fmt.Println(result.Index, result.Outcome)
		if errors.Is(result.Err, customers.ErrUnauthorized) {
			return // so would all others
		}
	}
	// Output:
	// -> POST /api/v1/account-manager/customers {"externalId":"customer-ext-001","status":"active"}
	// <- 201 {"id":"customer-id","externalId":"customer-ext-001","status":"active","participantId":"participant-123","accounts":[],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}
	// 0 created
	// -> POST /api/v1/account-manager/customers {"externalId":"customer-ext-002","status":"active"}
	// <- 409 {"statusCode":409,"message":"A customer with this externalId exists","error":"Conflict"}
	// 1 already exists
	// 2 refused
}
