package customers_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

func ExampleWithAPIKeySource() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println("X-API-KEY:", r.Header.Get("X-API-KEY"))
		w.WriteHeader(http.StatusNoContent)
	}))
	defer api.Close()
	key := "first-key"
	source := func(context.Context) (string, error) { return key, nil } // such as a secret manager, with a cache
	client, err := customers.New(api.URL, customers.WithAPIKeySource(source))
	if err != nil {
		fmt.Println(err)
		return
	}

	fmt.Println(client.Delete(context.Background(), "cst-123"))
	key = "second-key" // the key is rotated
	fmt.Println(client.Delete(context.Background(), "cst-124"))
	// Output:
	// X-API-KEY: first-key
	// <nil>
	// X-API-KEY: second-key
	// <nil>
}

func ExampleWithRequestHeader() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Header.Get("X-Tenant"), r.Header.Get("X-Correlation-Id"))
		w.WriteHeader(http.StatusNoContent)
	}))
	defer api.Close()
	client, err := customers.New(api.URL,
		customers.WithAPIKey("your-api-key"),
		customers.WithHeader("X-Tenant", "blue")) // on every request of this client
	if err != nil {
		fmt.Println(err)
		return
	}

	err = client.Delete(context.Background(), "cst-123", customers.WithRequestHeader("X-Correlation-Id", "batch-7"))
	fmt.Println(err)
	// Output:
	// blue batch-7
	// <nil>
}

func ExampleWithResponseInfo() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Request-Id", "req-1")
		w.Header().Set("X-RateLimit-Limit", "1000")
		w.Header().Set("X-RateLimit-Remaining", "999")
		fmt.Fprint(w, `{"id":"cst-123","newField":true}`)
	}))
	defer api.Close()
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}

	var info customers.ResponseInfo
	_, err = client.Get(context.Background(), "cst-123", customers.WithResponseInfo(&info))
	fmt.Println(err, info.StatusCode, info.RequestID, len(info.Attempts))
	fmt.Println(info.RateLimit.Remaining, "of", info.RateLimit.Limit)
	fmt.Println(string(info.Body))
	// Output:
	// <nil> 200 req-1 1
	// 999 of 1000
	// {"id":"cst-123","newField":true}
}

func ExampleSkipInvalid() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `[{"id":"cst-123"},{"id":"cst-124","status":7},{"id":"cst-125"}]`)
	}))
	defer api.Close()
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"))
	if err != nil {
		fmt.Println(err)
		return
	}

	skipped := func(err *customers.Error) { fmt.Println("skipped:", err.Element.Index, err.Message) }
	for customer, err := range client.All(context.Background(), customers.SkipInvalid(skipped)) {
		fmt.Println(customer.ID, err)
	}
	// Output:
	// cst-123 <nil>
	// skipped: 1 element at index 1: field status: a JSON number is not expected
	// cst-125 <nil>
}

// A client with a larger connection pool that requires TLS 1.3.
func ExampleWithHTTPClient() {
	client, err := customers.New("https://api.ledgerlink.ai",
		customers.WithAPIKey("your-api-key"),
		customers.WithHTTPClient(&http.Client{Transport: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			MaxIdleConnsPerHost: 512,
			TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS13},
		}}),
	)
	fmt.Println(client, err)
	// Output:
	// customers.Client(https://api.ledgerlink.ai/) <nil>
}

func ExampleWithRetry() {
	_, err := customers.New("https://api.ledgerlink.ai",
		customers.WithAPIKey("your-api-key"),
		customers.WithRetry(customers.RetryPolicy{MaxAttempts: 5, MaxElapsed: time.Minute}), // BaseDelay and MaxDelay by default
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

func ExampleJoinOptions() {
	forTenant := func(name string) customers.Option { // a package of your own can offer it
		return customers.JoinOptions(
			customers.WithHeader("X-Tenant", name),
			customers.WithUserAgent("billing-"+name+"/1.4"))
	}
	client, err := customers.New("https://api.ledgerlink.ai", customers.WithAPIKey("your-api-key"), forTenant("blue"))
	fmt.Println(client, err)
	// Output:
	// customers.Client(https://api.ledgerlink.ai/) <nil>
}

func ExampleWithLogger() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Request-Id", "req-1")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"statusCode":404,"message":"Customer not found","error":"Not Found"}`)
	}))
	defer api.Close()
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr { // omits what differs between runs
			switch a.Key {
			case slog.TimeKey, "server.port", "http.client.request.duration", "ledgerlink.call.duration":
				return slog.Attr{}
			}
			return a
		},
	}))
	client, err := customers.New(api.URL, customers.WithAPIKey("your-api-key"), customers.WithLogger(logger))
	if err != nil {
		fmt.Println(err)
		return
	}

	_, err = client.Get(context.Background(), "cst-123")
	fmt.Println(err)
	// Output:
	// level=DEBUG msg="customers: HTTP exchange" ledgerlink.operation=Get http.request.method=GET url.template=/api/v1/account-manager/customers/{id} http.response.status_code=404 server.address=127.0.0.1 http.request.resend_count=0 ledgerlink.request_id=req-1 error.type="not found"
	// level=WARN msg="customers: call failed" ledgerlink.operation=Get http.request.method=GET url.template=/api/v1/account-manager/customers/{id} http.response.status_code=404 ledgerlink.request_id=req-1 error.type="not found" ledgerlink.attempts=1 server.address=127.0.0.1
	// customers.Get: 404: Customer not found [request id req-1]
}

func ExampleCustomer_LogValue() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr { // omits the time
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
	logger.Info("created", "customer", customers.Customer{ID: "cst-123", ExternalID: "jane.doe@example.com"})
	// Output:
	// level=INFO msg=created customer.id=cst-123
}
