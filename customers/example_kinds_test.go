package customers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// A key source that fails is the business of the program's owner, not of the network's.
func ExampleErrClientSide() {
	client, err := customers.New("https://api.ledgerlink.ai",
		customers.WithAPIKeySource(func(context.Context) (string, error) { return "", errors.New("the vault is sealed") }))
	if err != nil {
		fmt.Println(err)
		return
	}

	_, err = client.Get(context.Background(), "cst-123")
	switch {
	case errors.Is(err, customers.ErrClientSide):
		fmt.Println("our own part failed:", err)
	case errors.Is(err, customers.ErrTransport), errors.Is(err, customers.ErrTimeout):
		fmt.Println("the network or the service failed:", err)
	}
	// Output:
	// our own part failed: customers.Get: client-side failure: API key source failed: the vault is sealed
}

func ExampleErrContextDone() {
	client, err := customers.New("https://api.ledgerlink.ai", customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("the user left"))

	_, err = client.Get(ctx, "cst-123")
	fmt.Println(errors.Is(err, customers.ErrContextDone), errors.Is(err, context.Canceled))
	fmt.Println(err)
	// Output:
	// true true
	// customers.Get: context ended: context canceled: the user left
}

// The text of the error names the timeout that ran out.
func ExampleErrTimeout() {
	client, err := customers.New("https://api.ledgerlink.ai", customers.WithAPIKey("your-api-key"),
		customers.WithTimeout(time.Nanosecond))
	if err != nil {
		fmt.Println(err)
		return
	}

	_, err = client.Get(context.Background(), "cst-123")
	fmt.Println(errors.Is(err, customers.ErrTimeout))
	fmt.Println(err)
	// Output:
	// true
	// customers.Get: timeout: no response within 1ns (WithTimeout)
}

// Timeout works in code that checks the errors of any network client.
func ExampleError_Timeout() {
	client, err := customers.New("https://api.ledgerlink.ai", customers.WithAPIKey("your-api-key"),
		customers.WithTimeout(time.Nanosecond))
	if err != nil {
		fmt.Println(err)
		return
	}

	_, err = client.Get(context.Background(), "cst-123")
	err = fmt.Errorf("onboard: %w", err)
	var timeout interface{ Timeout() bool }
	if errors.As(err, &timeout) && timeout.Timeout() {
		fmt.Println("try again later")
	}
	// Output:
	// try again later
}

func ExampleAttempt_Kind() {
	lost := true
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if lost {
			lost = false
			panic(http.ErrAbortHandler) // breaks the connection
		}
		w.WriteHeader(http.StatusNotFound)
	}))
	defer api.Close()
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"),
		customers.WithRetry(customers.RetryPolicy{BaseDelay: time.Millisecond}))
	if err != nil {
		fmt.Println(err)
		return
	}

	_, err = client.Get(context.Background(), "cst-123")
	var e *customers.Error
	if errors.As(err, &e) {
		for i, attempt := range e.Attempts {
			fmt.Println(i+1, attempt.Kind(), attempt.BudgetExhausted)
		}
	}
	// Output:
	// 1 no complete response false
	// 2 not found false
}
