package customers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// customerGetter has the one method of *customers.Client that isActive calls.
type customerGetter interface {
	Get(ctx context.Context, id string, opts ...customers.CallOption) (*customers.Customer, error)
}

var _ customerGetter = (*customers.Client)(nil)

// isActive is the code under test. Your program passes a *customers.Client.
func isActive(ctx context.Context, api customerGetter, id string) (bool, error) {
	customer, err := api.Get(ctx, id)
	if errors.Is(err, customers.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return customer.Status == customers.StatusActive, nil
}

// fakeGetter has the status of each customer by id.
type fakeGetter map[string]customers.Status

func (f fakeGetter) Get(_ context.Context, id string, _ ...customers.CallOption) (*customers.Customer, error) {
	status, ok := f[id]
	if !ok {
		return nil, &customers.Error{Op: "Get", StatusCode: http.StatusNotFound}
	}
	return &customers.Customer{ID: id, Status: status}, nil
}

// A test without HTTP: your code takes an interface of your own, and the test implements it.
func Example_mock() {
	api := fakeGetter{"cst-123": customers.StatusActive, "cst-124": customers.StatusInactive}
	for _, id := range []string{"cst-123", "cst-124", "cst-125"} {
		active, err := isActive(context.Background(), api, id)
		fmt.Println(id, active, err)
	}
	// Output:
	// cst-123 true <nil>
	// cst-124 false <nil>
	// cst-125 false <nil>
}
