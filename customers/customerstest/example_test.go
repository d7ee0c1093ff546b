package customerstest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// exampleTB is a testing.TB for examples, which have none.
type exampleTB struct{ testing.TB }

func (exampleTB) Helper()        {}
func (exampleTB) Cleanup(func()) {}

func (exampleTB) Fatalf(format string, args ...any) { fmt.Printf(format+"\n", args...) }

// t is the *testing.T of your test.
var t exampleTB

func Example() {
	srv := customerstest.NewServer(t)
	client := srv.Client(t)
	created, err := client.Create(context.Background(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	found, err := client.FindByExternalID(context.Background(), "e")
	fmt.Println(found.ID == created.ID, err)
	// Output: true <nil>
}

// A program under test can create a client of its own.
func ExampleNewServer() {
	srv := customerstest.NewServer(t)
	client, err := customers.New(srv.URL, customers.WithAPIKey(srv.APIKey))
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	list, err := client.List(context.Background())
	fmt.Println(len(list), err)
	// Output: 0 <nil>
}

// A profile shows how a program copes with a service that differs from the spec's inferred parts.
func ExampleProfile() {
	srv := customerstest.NewServer(t, customerstest.ProfileForeign)
	_, err := srv.Client(t).Get(context.Background(), "cst-1")
	fmt.Println(errors.Is(err, customers.ErrNotFound))
	// Output: true
}

func ExampleServer_Client() {
	srv := customerstest.NewServer(t)
	client := srv.Client(t, customers.WithRetry(customers.NoRetry))
	_, err := client.Get(context.Background(), "cst-1")
	fmt.Println(errors.Is(err, customers.ErrNotFound))
	// Output: true
}

func ExampleServer_Seed() {
	srv := customerstest.NewServer(t)
	srv.Seed(customers.Customer{ID: "cst-1", ExternalID: "first"}, customers.Customer{ExternalID: "second"})
	list, err := srv.Client(t).List(context.Background())
	fmt.Println(list[0].ID, list[1].ExternalID, err)
	// Output: cst-1 second <nil>
}

func ExampleServer_SetAddresses() {
	srv := customerstest.NewServer(t)
	srv.Seed(customers.Customer{ID: "cst-1", ExternalID: "first"})
	srv.SetAddresses("cst-1", "0xAbC")
	addresses, err := srv.Client(t).Addresses(context.Background(), "cst-1")
	fmt.Println(addresses, err)
	// Output: [0xAbC] <nil>
}

func ExampleServer_Fail() {
	srv := customerstest.NewServer(t)
	srv.Seed(customers.Customer{ID: "cst-1", ExternalID: "first"})
	srv.Fail(customerstest.Fault{Operation: customerstest.OpGet, Status: 503}, 2)
	var info customers.ResponseInfo
	_, err := srv.Client(t).Get(context.Background(), "cst-1", customers.WithResponseInfo(&info))
	fmt.Println(len(info.Attempts), err)
	// Output: 3 <nil>
}

// The gateway in front of the API gives up, although the API creates the customer.
func ExampleFault() {
	srv := customerstest.NewServer(t)
	client := srv.Client(t)
	srv.Fail(customerstest.Fault{
		Kind: customerstest.FaultStatusAfter, Operation: customerstest.OpCreate, Status: 502,
	}, 1)
	_, err := client.Create(context.Background(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
	fmt.Println(errors.Is(err, customers.ErrOutcomeUnknown))
	_, err = client.FindByExternalID(context.Background(), "e")
	fmt.Println(err)
	// Output:
	// true
	// <nil>
}

func ExampleServer_Requests() {
	srv := customerstest.NewServer(t)
	_ = srv.Client(t).Delete(context.Background(), "cst-1")
	for _, request := range srv.Requests() {
		fmt.Println(request.Operation == customerstest.OpDelete, request.Method, request.Path)
	}
	// Output: true DELETE /api/v1/account-manager/customers/cst-1
}

func ExampleServer_RotateKey() {
	srv := customerstest.NewServer(t)
	client := srv.Client(t)
	srv.RotateKey()
	_, err := client.List(context.Background())
	fmt.Println(errors.Is(err, customers.ErrUnauthorized))
	_, err = srv.Client(t).List(context.Background())
	fmt.Println(err)
	// Output:
	// true
	// <nil>
}

// getter is what your program uses of *customers.Client.
type getter interface {
	Get(ctx context.Context, id string, opts ...customers.CallOption) (*customers.Customer, error)
}

// mockGetter is a getter without a server.
type mockGetter struct{ err error }

func (m mockGetter) Get(context.Context, string, ...customers.CallOption) (*customers.Customer, error) {
	return nil, m.err
}

func ExampleNewError() {
	var mock getter = mockGetter{err: customerstest.NewError(t, customerstest.OpGet, customers.ErrNotFound)}
	_, err := mock.Get(context.Background(), "cst-1")
	fmt.Println(errors.Is(err, customers.ErrNotFound))
	fmt.Println(err)
	// Output:
	// true
	// customers.Get: 404 Not Found [request id request-1]
}
