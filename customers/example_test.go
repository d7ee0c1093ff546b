package customers_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

func ExampleNew() {
	client, err := customers.New("https://api.ledgerlink.ai",
		customers.WithAPIKey("your-api-key"),
		customers.WithTimeout(10*time.Second),
	)
	fmt.Println(client, err)

	_, err = customers.New("http://api.ledgerlink.ai/?debug", customers.WithAPIKey("key\n"))
	fmt.Println(err)
	// Output:
	// customers.Client(https://api.ledgerlink.ai/) <nil>
	// customers.New: invalid argument: baseURL must not contain a query (?…); apiKey must not contain a line break
}

func ExampleClient_Create() {
	client, stop := exampleClient("2026-04-02T09:00:00.000Z", sandbox.Seed{})
	defer stop()
	customer, err := client.Create(context.Background(), customers.CreateParams{
		ExternalID: "customer-ext-001",
		Status:     customers.StatusActive,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(customer.ID, customer.Status, customer.CreatedAt)
	// Output:
	// -> POST /api/v1/account-manager/customers {"externalId":"customer-ext-001","status":"active"}
	// <- 201 {"id":"customer-id","externalId":"customer-ext-001","status":"active","participantId":"participant-123","accounts":[],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}
	// customer-id active 2026-04-02 09:00:00 +0000 UTC
}

func ExampleClient_List() {
	client, stop := documentedClient()
	defer stop()
	list, err := client.List(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(list), list[0].ID)
	// Output:
	// -> GET /api/v1/account-manager/customers
	// <- 200 [{"id":"customer-id","externalId":"customer-ext-001","status":"active","participantId":"participant-123","accounts":[],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}]
	// 1 customer-id
}

func ExampleClient_All() {
	client, stop := documentedClient()
	defer stop()
	for customer, err := range client.All(context.Background()) {
		if err != nil {
			fmt.Println(err) // once, as the last item
			return
		}
		fmt.Println(customer.ID, customer.Status)
	}
	// Output:
	// -> GET /api/v1/account-manager/customers
	// <- 200 [{"id":"customer-id","externalId":"customer-ext-001","status":"active","participantId":"participant-123","accounts":[],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}]
	// customer-id active
}

func ExampleClient_Get() {
	client, stop := documentedClient()
	defer stop()
	customer, err := client.Get(context.Background(), "customer-id")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(customer.ExternalID, customer.Status)
	// Output:
	// -> GET /api/v1/account-manager/customers/customer-id
	// <- 200 {"id":"customer-id","externalId":"customer-ext-001","status":"active","participantId":"participant-123","accounts":[],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}
	// customer-ext-001 active
}

func ExampleClient_Update() {
	client, stop := documentedClient()
	defer stop()
	customer, err := client.Update(context.Background(), "customer-id", customers.UpdateParams{
		Status: customers.StatusInactive,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(customer.Status, customer.UpdatedAt)
	// Output:
	// -> PUT /api/v1/account-manager/customers/customer-id {"status":"inactive"}
	// <- 200 {"id":"customer-id","externalId":"customer-ext-001","status":"inactive","participantId":"participant-123","accounts":[],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:15:00.000Z"}
	// inactive 2026-04-02 09:15:00 +0000 UTC
}

func ExampleClient_Delete() {
	client, stop := documentedClient()
	defer stop()
	fmt.Println(client.Delete(context.Background(), "customer-id"))
	// Output:
	// -> DELETE /api/v1/account-manager/customers/customer-id
	// <- 204
	// <nil>
}

func ExampleClient_Addresses() {
	client, stop := documentedClient()
	defer stop()
	addresses, err := client.Addresses(context.Background(), "customer-id")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, address := range addresses {
		fmt.Println(address)
	}
	// Output:
	// -> GET /api/v1/account-manager/customers/customer-id/accounts/addresses
	// <- 200 ["0x742d35Cc6634C0532925a3b844Bc454e4438f44e","7Y5P4E1XwP1h5ya9Lz7h2n3VgJY6QmE1K4m6mV9S1E2f"]
	// 0x742d35Cc6634C0532925a3b844Bc454e4438f44e
	// 7Y5P4E1XwP1h5ya9Lz7h2n3VgJY6QmE1K4m6mV9S1E2f
}

func ExampleClient_FindByExternalID() {
	client, stop := documentedClient()
	defer stop()
	_, err := client.FindByExternalID(context.Background(), "customer-ext-002")
	fmt.Println(errors.Is(err, customers.ErrNotFound))
	// Output:
	// -> GET /api/v1/account-manager/customers
	// <- 200 [{"id":"customer-id","externalId":"customer-ext-001","status":"active","participantId":"participant-123","accounts":[],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}]
	// true
}

func ExampleClient_With() {
	client, err := customers.New("https://api.ledgerlink.ai", customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}
	nightly, err := client.With(customers.WithTimeout(5*time.Minute), customers.WithUserAgent("nightly-sync/2.0"))
	fmt.Println(nightly, err)
	// Output:
	// customers.Client(https://api.ledgerlink.ai/) <nil>
}

func ExampleError() {
	client, stop := documentedClient()
	defer stop()
	_, err := client.Create(context.Background(), customers.CreateParams{
		ExternalID: "customer-ext-001",
		Status:     customers.StatusActive,
	})
	var e *customers.Error
	switch {
	case errors.Is(err, customers.ErrConflict) && errors.As(err, &e):
		fmt.Println("exists already:", e.Op, e.StatusCode, e.Message)
	case errors.Is(err, customers.ErrOutcomeUnknown):
		fmt.Println("perhaps created: look with FindByExternalID before trying again")
	case err != nil:
		fmt.Println(err)
	}
	// Output:
	// -> POST /api/v1/account-manager/customers {"externalId":"customer-ext-001","status":"active"}
	// <- 409 {"statusCode":409,"message":"A customer with this externalId exists","error":"Conflict"}
	// exists already: Create 409 A customer with this externalId exists
}

func ExampleWithResponseInfo() {
	client, stop := documentedClient()
	defer stop()
	var info customers.ResponseInfo
	_, err := client.Get(context.Background(), "customer-id", customers.WithResponseInfo(&info))
	fmt.Println(err, info.StatusCode, info.RequestID, len(info.Attempts), len(info.Body))
	// Output:
	// -> GET /api/v1/account-manager/customers/customer-id
	// <- 200 {"id":"customer-id","externalId":"customer-ext-001","status":"active","participantId":"participant-123","accounts":[],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}
	// <nil> 200 req-1 1 196
}
