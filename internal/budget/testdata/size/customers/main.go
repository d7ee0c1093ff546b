// Command customers gets one customer with the SDK.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/ledgerlink/link-sdk-go/customers"
)

func main() {
	c, err := get(context.Background(), os.Args[1], os.Args[2], os.Args[3])
	fmt.Println(c, err)
}

func get(ctx context.Context, baseURL, key, id string) (*customers.Customer, error) {
	client, err := customers.New(baseURL, customers.WithAPIKey(key))
	if err != nil {
		return nil, err
	}
	return client.Get(ctx, id)
}
