// Package bare is a client written by hand with net/http and encoding/json.
package bare

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Customer is a customer of the API.
type Customer struct {
	ID            string    `json:"id"`
	ExternalID    string    `json:"externalId"`
	Status        string    `json:"status"`
	ParticipantID string    `json:"participantId"`
	Accounts      []Account `json:"accounts"`
	CreatedAt     time.Time `json:"createdAt"`
	UpdatedAt     time.Time `json:"updatedAt"`
}

// Account is an account of a customer.
type Account struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"`
	Status    string    `json:"status"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`
}

// Client sends requests to the API at BaseURL.
type Client struct {
	BaseURL string
	Key     string
	HTTP    *http.Client
}

// Get returns one customer.
func (c *Client) Get(ctx context.Context, id string) (*Customer, error) {
	body, err := c.Open(ctx, "/"+url.PathEscape(id))
	if err != nil {
		return nil, err
	}
	defer body.Close()
	var customer Customer
	if err := json.NewDecoder(body).Decode(&customer); err != nil {
		return nil, err
	}
	return &customer, nil
}

// List returns all customers. It decodes the whole array at once.
func (c *Client) List(ctx context.Context) ([]Customer, error) {
	body, err := c.Open(ctx, "")
	if err != nil {
		return nil, err
	}
	defer body.Close()
	var list []Customer
	if err := json.NewDecoder(body).Decode(&list); err != nil {
		return nil, err
	}
	return list, nil
}

// Discard reads the list without decoding it, and returns its length in bytes. It is the lower bound for List.
func (c *Client) Discard(ctx context.Context) (int64, error) {
	body, err := c.Open(ctx, "")
	if err != nil {
		return 0, err
	}
	defer body.Close()
	return io.Copy(io.Discard, body)
}

// Open sends a GET request. It returns the response body, or an error if the status code is not 200.
func (c *Client) Open(ctx context.Context, path string) (io.ReadCloser, error) {
	target := c.BaseURL + "/api/v1/account-manager/customers" + path
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-API-KEY", c.Key)
	req.Header.Set("Accept", "application/json")
	res, err := c.HTTP.Do(req)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		res.Body.Close()
		return nil, fmt.Errorf("unexpected status %s", res.Status)
	}
	return res.Body, nil
}
