package customers_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"

	"github.com/ledgerlink/link-sdk-go/customers"
)

func ExampleError() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusConflict)
		fmt.Fprint(w, `{"statusCode":409,"message":"A customer with this externalId exists","error":"Conflict"}`)
	}))
	defer api.Close()
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}

	_, err = client.Create(context.Background(), customers.CreateParams{
		ExternalID: "customer-ext-001",
		Status:     customers.StatusActive,
	})
	var e *customers.Error
	switch {
	case errors.Is(err, customers.ErrConflict) && errors.As(err, &e):
		fmt.Println("already exists:", e.Op, e.StatusCode, e.Message)
	case errors.Is(err, customers.ErrOutcomeUnknown):
		fmt.Println("may have been created: call Ensure")
	case err != nil:
		fmt.Println(err)
	}
	// Output:
	// already exists: Create 409 A customer with this externalId exists
}

// Fields names each invalid argument, or each field that the API refused.
func ExampleError_fields() {
	client, err := customers.New("https://api.ledgerlink.ai", customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}

	_, err = client.Create(context.Background(), customers.CreateParams{}) // sends no request
	var e *customers.Error
	if errors.As(err, &e) {
		fmt.Println(e.Kind())
		for _, field := range e.Fields {
			fmt.Println(field.Field, field.Message)
		}
	}
	// Output:
	// invalid argument
	// externalId must not be empty
	// status must not be empty
}

// In this example the connection breaks before the response to the Create arrives, so the customer may exist. Ensure
// finds it in the list. created is false, because no response reported which request created the customer.
func ExampleClient_Ensure() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Method, r.URL.Path)
		if r.Method == http.MethodPost {
			panic(http.ErrAbortHandler) // breaks the connection
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `[{"id":"cst-123","externalId":"customer-ext-001","status":"active"}]`)
	}))
	defer api.Close()
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}

	customer, created, err := client.Ensure(context.Background(), customers.CreateParams{
		ExternalID: "customer-ext-001",
		Status:     customers.StatusActive,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(customer.ID, created)
	// Output:
	// POST /api/v1/account-manager/customers
	// GET /api/v1/account-manager/customers
	// cst-123 false
}

func ExampleError_MarshalJSON() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusConflict)
		fmt.Fprint(w, `{"statusCode":409,"message":"jane.doe@example.com exists","error":"Conflict"}`)
	}))
	defer api.Close()
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}
	params := customers.CreateParams{ExternalID: "jane.doe@example.com", Status: customers.StatusActive}
	_, err = client.Create(context.Background(), params)
	fmt.Println(err)
	marshaled, _ := json.Marshal(err)
	fmt.Println(string(marshaled))
	// Output:
	// customers.Create: 409 Conflict: [REDACTED] exists
	// {"ledgerlink.operation":"Create","http.request.method":"POST","url.template":"/api/v1/account-manager/customers","http.response.status_code":409,"error.type":"conflict","ledgerlink.attempts":1}
}

func ExampleError_Curl() {
	client, err := customers.New("https://api.ledgerlink.ai", customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // so that this example fails without a connection

	_, err = client.Create(ctx, customers.CreateParams{ExternalID: "jane.doe@example.com", Status: customers.StatusActive})
	var e *customers.Error
	if errors.As(err, &e) {
		fmt.Println(strings.ReplaceAll(e.Curl(), runtime.Version(), "go1.26.0"))
	}
	// Output:
	// curl --globoff --path-as-is -X POST -H 'Accept: application/json' -H 'User-Agent: link-sdk-go/devel (go1.26.0)' -H 'Content-Type: application/json' -H 'X-Api-Key: '"$LEDGERLINK_API_KEY" --data-raw '{"externalId":"[REDACTED]","status":"active"}' 'https://api.ledgerlink.ai/api/v1/account-manager/customers'
}
