// Command generated gets one customer with the generated client only.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

func main() {
	c, err := get(context.Background(), os.Args[1], os.Args[2], os.Args[3])
	fmt.Println(c, err)
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
	return c, json.NewDecoder(resp.Body).Decode(c)
}
