// Command bare gets one customer with the standard library only.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
)

type customer struct {
	ID         string `json:"id"`
	ExternalID string `json:"externalId"`
	Status     string `json:"status"`
}

func main() {
	c, err := get(context.Background(), os.Args[1], os.Args[2], os.Args[3])
	fmt.Println(c, err)
}

func get(ctx context.Context, baseURL, key, id string) (*customer, error) {
	url := baseURL + "/api/v1/account-manager/customers/" + id
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-API-KEY", key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", resp.StatusCode)
	}
	c := new(customer)
	return c, json.NewDecoder(resp.Body).Decode(c)
}
