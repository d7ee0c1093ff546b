// Command jsonv2 gets one customer with the generated client, json/v2 and log/slog.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"

	"github.com/go-json-experiment/json"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

func main() {
	c, err := get(context.Background(), os.Args[1], os.Args[2], os.Args[3])
	slog.Info("customer", "customer", c, "err", err)
}

func get(ctx context.Context, baseURL, key, id string) (*openapi.Customer, error) {
	auth := func(_ context.Context, req *http.Request) error {
		req.Header.Set("X-API-KEY", key)
		return nil
	}
	client, err := openapi.NewClient(baseURL, openapi.WithRequestEditorFn(auth))
	if err != nil {
		return nil, err
	}
	resp, err := client.GetCustomer(ctx, id)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", resp.StatusCode)
	}
	c := new(openapi.Customer)
	return c, json.UnmarshalRead(resp.Body, c)
}
