package customersotel_test

import (
	"context"
	"fmt"
	"net/http"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/ledgerlink/link-sdk-go/customers"
	customersotel "github.com/ledgerlink/link-sdk-go/otel"
)

func ExampleWithTelemetry() {
	spans := tracetest.NewInMemoryExporter() // use an OTLP exporter in a program
	provider := trace.NewTracerProvider(trace.WithSyncer(spans))
	client, err := customers.New("https://api.example.com",
		customers.WithAPIKey("key-0123456789abcdef"),
		customers.WithHTTPClient(&http.Client{Transport: roundTripper(respondGone)}),
		customersotel.WithTelemetry(
			customersotel.WithTracerProvider(provider), // the default is the global provider
			customersotel.WithPropagator(propagation.TraceContext{})))
	if err != nil {
		fmt.Println(err)
		return
	}

	_, err = client.Get(context.Background(), "customer-id")
	fmt.Println(err)
	for _, span := range spans.GetSpans() {
		fmt.Println(span.Name, span.Status.Code)
	}
	// Output:
	// customers.Get: 410 Gone
	// GET /api/v1/account-manager/customers/{id} Error
	// customers.Get Error
}

func respondGone(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusGone, Body: http.NoBody}, nil
}
