package customers_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// The second customer exists already, and the third item has no external ID. Concurrency is 1 only to make the output of
// this example deterministic.
func ExampleClient_CreateAll() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Println(r.Method, r.URL.Path, string(body))
		w.Header().Set("Content-Type", "application/json")
		if strings.Contains(string(body), "customer-ext-002") {
			w.WriteHeader(http.StatusConflict)
			fmt.Fprint(w, `{"statusCode":409,"message":"A customer with this externalId exists","error":"Conflict"}`)
			return
		}
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"id":"cst-123","externalId":"customer-ext-001","status":"active"}`)
	}))
	defer api.Close()
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}

	input := slices.Values([]customers.CreateParams{ // any iter.Seq, such as the rows of a file
		{ExternalID: "customer-ext-001", Status: customers.StatusActive},
		{ExternalID: "customer-ext-002", Status: customers.StatusActive},
		{ExternalID: "", Status: customers.StatusActive},
	})
	for result, err := range client.CreateAll(context.Background(), input, customers.BulkOptions{Concurrency: 1}) {
		if err != nil {
			fmt.Println("the run ended early:", err)
			return
		}
		fmt.Println(result.Index, result.Outcome)
		if errors.Is(result.Err, customers.ErrUnauthorized) {
			return // every other item would fail too
		}
	}
	// Output:
	// POST /api/v1/account-manager/customers {"externalId":"customer-ext-001","status":"active"}
	// 0 created
	// POST /api/v1/account-manager/customers {"externalId":"customer-ext-002","status":"active"}
	// 1 already exists
	// 2 refused
}

// OnResult also receives the results of calls that were in progress when the loop was left. SkipExisting reads the list
// once and sends no request for customers that are in it.
func ExampleBulkOptions() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Method, r.URL.Path)
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodGet {
			fmt.Fprint(w, `[{"id":"cst-123","externalId":"customer-ext-001"}]`)
			return
		}
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"id":"cst-124","externalId":"customer-ext-002"}`)
	}))
	defer api.Close()
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}

	input := slices.Values([]customers.CreateParams{
		{ExternalID: "customer-ext-001", Status: customers.StatusActive},
		{ExternalID: "customer-ext-002", Status: customers.StatusActive},
	})
	options := customers.BulkOptions{
		Concurrency:  1,
		SkipExisting: true,
		OnResult: func(result customers.BulkResult) {
			fmt.Println("journal:", result.Params.ExternalID, result.Outcome)
		},
	}
	for _, err := range client.CreateAll(context.Background(), input, options) {
		if err != nil {
			fmt.Println("the run ended early:", err)
		}
	}
	// Output:
	// GET /api/v1/account-manager/customers
	// journal: customer-ext-001 already exists
	// POST /api/v1/account-manager/customers
	// journal: customer-ext-002 created
}

func ExampleBulkResult_MarshalJSON() {
	result := customers.BulkResult{
		Params:   customers.CreateParams{ExternalID: "jane.doe@example.com", Status: customers.StatusActive},
		Outcome:  customers.OutcomeCreated,
		Customer: &customers.Customer{ID: "cst-123", ExternalID: "jane.doe@example.com"},
	}
	marshaled, _ := json.Marshal(result)
	fmt.Println(string(marshaled))
	// Output:
	// {"index":0,"outcome":"created","params":{"status":"active"},"customer":{"id":"cst-123"}}
}

func ExampleBulkResult_LogValue() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr { // omits the time
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
	logger.Info("imported", "result", customers.BulkResult{
		Params:   customers.CreateParams{ExternalID: "jane.doe@example.com", Status: customers.StatusActive},
		Outcome:  customers.OutcomeCreated,
		Customer: &customers.Customer{ID: "cst-123", ExternalID: "jane.doe@example.com"},
	})
	// Output:
	// level=INFO msg=imported result.index=0 result.outcome=created result.params.status=active result.customer.id=cst-123
}
