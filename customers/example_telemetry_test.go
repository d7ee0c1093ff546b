package customers_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// withoutTimes drops what differs from run to run.
func withoutTimes(_ []string, a slog.Attr) slog.Attr {
	switch a.Key {
	case slog.TimeKey, "server.port", "http.client.request.duration", "ledgerlink.call.duration":
		return slog.Attr{}
	}
	return a
}

func ExampleWithLogger() {
	client, stop := exampleClient("2026-04-02T09:15:00.000Z", sandbox.DocumentedSeed())
	defer stop()
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{Level: slog.LevelWarn, ReplaceAttr: withoutTimes}))
	client, err := client.With(customers.WithLogger(logger))
	must(err)

	_, err = client.Get(context.Background(), "unknown")
	fmt.Println(err)
	// Output:
	// -> GET /api/v1/account-manager/customers/unknown
	// <- 404 {"statusCode":404,"message":"Customer not found","error":"Not Found"}
	// level=WARN msg="customers: call failed" ledgerlink.operation=Get http.request.method=GET url.template=/api/v1/account-manager/customers/{id} http.response.status_code=404 ledgerlink.request_id=req-1 error.type="not found" ledgerlink.attempts=1 server.address=127.0.0.1
	// customers.Get: 404 Not Found: Customer not found [request id req-1]
}

func ExampleCustomer_LogValue() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: withoutTimes}))
	logger.Info("created", "customer", customers.Customer{ID: "customer-id", ExternalID: "jane.doe@example.com"})
	// Output:
	// level=INFO msg=created customer.id=customer-id
}

func ExampleError_Curl() {
	client, err := customers.New("https://api.example.com", customers.WithAPIKey(testKey),
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(reset)}))
	must(err)

	_, err = client.Create(context.Background(), customers.CreateParams{ExternalID: "jane.doe@example.com", Status: customers.StatusActive})
	var e *customers.Error
	if errors.As(err, &e) {
		for argument := range strings.SplitSeq(e.Curl(), " -H ") {
			if !strings.HasPrefix(argument, "'User-Agent: ") { // it has the Go version in it
				fmt.Println(argument)
			}
		}
	}
	// Output:
	// curl --globoff --path-as-is -X POST
	// 'Accept: application/json'
	// 'Content-Type: application/json'
	// 'X-Api-Key: '"$LEDGERLINK_API_KEY" --data-raw '{"externalId":"[REDACTED]","status":"active"}' 'https://api.example.com/api/v1/account-manager/customers'
}

// callCounter is an Observer that counts what calls ended in.
type callCounter map[string]int

func (callCounter) CallStart(ctx context.Context, _ customers.Operation) context.Context { return ctx }

func (callCounter) AttemptEnd(context.Context, customers.Operation, customers.Attempt) {}

func (c callCounter) CallEnd(_ context.Context, op customers.Operation, result customers.CallResult) {
	outcome := "ok"
	var e *customers.Error
	if errors.As(result.Err, &e) {
		outcome = e.Kind().Error()
	}
	c[op.Name+": "+outcome]++ // an Observer of a client that many goroutines share needs a lock
}

func ExampleWithObserver() {
	client, stop := documentedClient()
	defer stop()
	counter := callCounter{}
	client, err := client.With(customers.WithObserver(counter))
	must(err)

	_, err = client.Get(context.Background(), "unknown")
	fmt.Println(errors.Is(err, customers.ErrNotFound), counter)
	// Output:
	// -> GET /api/v1/account-manager/customers/unknown
	// <- 404 {"statusCode":404,"message":"Customer not found","error":"Not Found"}
	// true map[Get: not found:1]
}

func ExampleWithMiddleware() {
	tenant := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			op, _ := customers.OperationFromContext(req.Context())
			fmt.Printf("%s %s, attempt %d\n", op.Method, op.Route, op.Attempt)
			req = req.Clone(req.Context()) // a RoundTripper must not change the request that it gets
			req.Header.Set("X-Tenant", "blue")
			return next.RoundTrip(req)
		})
	}
	client, stop := documentedClient()
	defer stop()
	client, err := client.With(customers.WithMiddleware(tenant))
	must(err)

	_, err = client.Get(context.Background(), "unknown")
	fmt.Println(errors.Is(err, customers.ErrNotFound))
	// Output:
	// GET /api/v1/account-manager/customers/{id}, attempt 1
	// -> GET /api/v1/account-manager/customers/unknown
	// <- 404 {"statusCode":404,"message":"Customer not found","error":"Not Found"}
	// true
}

func ExampleJoinOptions() {
	forTenant := func(name string) customers.Option { // what a package of your own can offer as one option
		return customers.JoinOptions(
			customers.WithHeader("X-Tenant", name),
			customers.WithUserAgent("billing-"+name+"/1.4"))
	}
	client, err := customers.New("https://api.example.com", customers.WithAPIKey(testKey), forTenant("blue"))
	fmt.Println(client, err)
	// Output:
	// customers.Client(https://api.example.com/) <nil>
}
