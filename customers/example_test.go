package customers_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
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
	// customers.New: invalid argument: baseURL must not contain a query (?…); apiKey must not end with a line break
}

func ExampleNewFromEnv() {
	// A program finds these variables in its environment.
	_ = os.Setenv(customers.EnvBaseURL, "https://api.ledgerlink.ai")
	_ = os.Setenv(customers.EnvAPIKey, "your-api-key")

	client, err := customers.NewFromEnv()
	fmt.Println(client, err)
	// Output:
	// customers.Client(https://api.ledgerlink.ai/) <nil>
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

func ExampleClient_Create() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Println(r.Method, r.URL.Path, string(body))
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"id":"cst-123","externalId":"customer-ext-001","status":"active","createdAt":"2026-04-02T09:00:00Z"}`)
	}))
	defer api.Close()
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}

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
	// POST /api/v1/account-manager/customers {"externalId":"customer-ext-001","status":"active"}
	// cst-123 active 2026-04-02 09:00:00 +0000 UTC
}

func ExampleClient_List() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Method, r.URL.Path)
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `[{"id":"cst-123","status":"active"},{"id":"cst-124","status":"inactive"}]`)
	}))
	defer api.Close()
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}

	list, err := client.List(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(list), list[0].ID)
	// Output:
	// GET /api/v1/account-manager/customers
	// 2 cst-123
}

func ExampleClient_All() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Method, r.URL.Path)
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `[{"id":"cst-123","status":"active"},{"id":"cst-124","status":"inactive"}]`)
	}))
	defer api.Close()
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}

	for customer, err := range client.All(context.Background()) {
		if err != nil {
			fmt.Println(err) // once, as the last element
			return
		}
		fmt.Println(customer.ID, customer.Status)
	}
	// Output:
	// GET /api/v1/account-manager/customers
	// cst-123 active
	// cst-124 inactive
}

func ExampleClient_Get() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Method, r.URL.Path)
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"id":"cst-123","externalId":"customer-ext-001","status":"active"}`)
	}))
	defer api.Close()
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}

	customer, err := client.Get(context.Background(), "cst-123")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(customer.ExternalID, customer.Status)
	// Output:
	// GET /api/v1/account-manager/customers/cst-123
	// customer-ext-001 active
}

func ExampleClient_Update() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Println(r.Method, r.URL.Path, string(body))
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"id":"cst-123","status":"inactive","updatedAt":"2026-04-02T09:15:00Z"}`)
	}))
	defer api.Close()
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}

	customer, err := client.Update(context.Background(), "cst-123", customers.UpdateParams{
		Status: customers.StatusInactive,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(customer.Status, customer.UpdatedAt)
	// Output:
	// PUT /api/v1/account-manager/customers/cst-123 {"status":"inactive"}
	// inactive 2026-04-02 09:15:00 +0000 UTC
}

func ExampleClient_Delete() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Method, r.URL.Path)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer api.Close()
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}

	err = client.Delete(context.Background(), "cst-123")
	fmt.Println(err)
	// Output:
	// DELETE /api/v1/account-manager/customers/cst-123
	// <nil>
}

func ExampleClient_Addresses() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Method, r.URL.Path)
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `["0x742d35Cc6634C0532925a3b844Bc454e4438f44e","7Y5P4E1XwP1h5ya9Lz7h2n3VgJY6QmE1K4m6mV9S1E2f"]`)
	}))
	defer api.Close()
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}

	addresses, err := client.Addresses(context.Background(), "cst-123")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, address := range addresses {
		fmt.Println(address)
	}
	// Output:
	// GET /api/v1/account-manager/customers/cst-123/accounts/addresses
	// 0x742d35Cc6634C0532925a3b844Bc454e4438f44e
	// 7Y5P4E1XwP1h5ya9Lz7h2n3VgJY6QmE1K4m6mV9S1E2f
}

func ExampleClient_FindByExternalID() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Method, r.URL.Path)
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `[{"id":"cst-123","externalId":"customer-ext-001"}]`)
	}))
	defer api.Close()
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}

	customer, err := client.FindByExternalID(context.Background(), "customer-ext-001")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(customer.ID)

	_, err = client.FindByExternalID(context.Background(), "customer-ext-002")
	fmt.Println(errors.Is(err, customers.ErrNotFound))
	// Output:
	// GET /api/v1/account-manager/customers
	// cst-123
	// GET /api/v1/account-manager/customers
	// true
}

// Parameters have the JSON names of the API, so they can be stored or read from a file.
func ExampleCreateParams() {
	var params customers.CreateParams
	err := json.Unmarshal([]byte(`{"externalId":"customer-ext-001","status":"active"}`), &params)
	fmt.Println(params.ExternalID, params.Status, err)
	// Output:
	// customer-ext-001 active <nil>
}

func ExampleStatus_IsKnown() {
	fmt.Println(customers.StatusActive.IsKnown())
	fmt.Println(customers.Status("suspended").IsKnown()) // kept as the API sent it
	// Output:
	// true
	// false
}
