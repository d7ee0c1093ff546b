package customers_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// A Create whose answer is lost is never sent again: the customer may exist. Look for it before trying again.
func ExampleClient_Create_outcomeUnknown() {
	client, stop := exampleClient("2026-04-02T09:00:00.000Z", sandbox.Seed{}, sandbox.FaultResetAfter)
	defer stop()
	ctx := context.Background()
	params := customers.CreateParams{ExternalID: "customer-ext-001", Status: customers.StatusActive}

	customer, err := client.Create(ctx, params)
	if errors.Is(err, customers.ErrOutcomeUnknown) {
		customer, err = client.FindByExternalID(ctx, params.ExternalID)
		if errors.Is(err, customers.ErrNotFound) {
			customer, err = client.Create(ctx, params) // it was not created
		}
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("exists once:", customer.ID)
	// Output:
	// -> POST /api/v1/account-manager/customers {"externalId":"customer-ext-001","status":"active"}
	// <- the connection broke
	// -> GET /api/v1/account-manager/customers
	// <- 200 [{"id":"customer-id","externalId":"customer-ext-001","status":"active","participantId":"participant-123","accounts":[],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}]
	// exists once: customer-id
}

func ExampleWithRetry() {
	_, err := customers.New("https://api.ledgerlink.ai",
		customers.WithAPIKey("your-api-key"),
		customers.WithRetry(customers.RetryPolicy{MaxAttempts: 5, MaxElapsed: time.Minute}), // the rest by default
		customers.WithTimeout(time.Minute),
		customers.WithAttemptTimeout(5*time.Second),
	)
	fmt.Println(err)
	_, err = customers.New("https://api.ledgerlink.ai",
		customers.WithAPIKey("your-api-key"),
		customers.WithRetry(customers.NoRetry),
	)
	fmt.Println(err)
	// Output:
	// <nil>
	// <nil>
}

// everySecond admits one attempt a second; golang.org/x/time/rate has a limiter that fits as it is.
type everySecond struct{ tick *time.Ticker }

func (l everySecond) Wait(ctx context.Context) error {
	select {
	case <-l.tick.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func ExampleWithLimiter() {
	limiter := everySecond{time.NewTicker(time.Second)}
	defer limiter.tick.Stop()
	client, err := customers.New("https://api.ledgerlink.ai",
		customers.WithAPIKey("your-api-key"),
		customers.WithLimiter(limiter),
	)
	fmt.Println(client, err)
	// Output:
	// customers.Client(https://api.ledgerlink.ai/) <nil>
}
