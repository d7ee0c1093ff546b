// Command readers gets one customer with the generated client, the generated readers and log/slog.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"

	"github.com/ledgerlink/link-sdk-go/internal/jsonread"
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
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	c := new(openapi.Customer)
	return c, jsonread.Unmarshal(new(jsonread.Reader), body, c, openapi.ReadCustomer)
}
