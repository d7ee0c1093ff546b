package customerstest

import (
	"context"
	"strings"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// The operations have the names of the methods that send their requests, as in [customers.Error].Op and
// [customers.Operation].Name.
const (
	OpCreate    = "Create"    // createCustomer in the spec
	OpGet       = "Get"       // getCustomer
	OpUpdate    = "Update"    // updateCustomer
	OpDelete    = "Delete"    // deleteCustomer
	OpAddresses = "Addresses" // listCustomerAddresses
	OpList      = "List"      // listCustomers

	// OpAll and OpFindByExternalID send the request of OpList: a [Fault] for one of the three applies to all of them, and
	// the Operation of a [Request] is OpList.
	OpAll              = "All"
	OpFindByExternalID = "FindByExternalID"

	// OpEnsure sends the request of OpCreate, then that of OpList if needed; a Fault for it applies to the first one.
	OpEnsure = "Ensure"
)

// operation is what this package needs of an operation.
type operation struct {
	name string
	id   string // operationId in the spec
	// call calls the method with an id or external ID, which is invalid if it is empty.
	call func(ctx context.Context, client *customers.Client, id string) error
}

// operations returns the operations in the order of the constants. The first one with an operationId is the name of a
// request.
func operations() []operation {
	return []operation{
		{OpCreate, "createCustomer", func(ctx context.Context, client *customers.Client, id string) error {
			_, err := client.Create(ctx, customers.CreateParams{ExternalID: id, Status: customers.StatusActive})
			return err
		}},
		{OpGet, "getCustomer", func(ctx context.Context, client *customers.Client, id string) error {
			_, err := client.Get(ctx, id)
			return err
		}},
		{OpUpdate, "updateCustomer", func(ctx context.Context, client *customers.Client, id string) error {
			_, err := client.Update(ctx, id, customers.UpdateParams{Status: customers.StatusActive})
			return err
		}},
		{OpDelete, "deleteCustomer", func(ctx context.Context, client *customers.Client, id string) error {
			return client.Delete(ctx, id)
		}},
		{OpAddresses, "listCustomerAddresses", func(ctx context.Context, client *customers.Client, id string) error {
			_, err := client.Addresses(ctx, id)
			return err
		}},
		{OpList, "listCustomers", func(ctx context.Context, client *customers.Client, id string) error {
			_, err := client.List(ctx, optionsOf(id)...)
			return err
		}},
		{OpAll, "listCustomers", func(ctx context.Context, client *customers.Client, id string) error {
			for _, err := range client.All(ctx, optionsOf(id)...) {
				return err
			}
			return nil
		}},
		{OpFindByExternalID, "listCustomers", func(ctx context.Context, client *customers.Client, id string) error {
			_, err := client.FindByExternalID(ctx, id)
			return err
		}},
		{OpEnsure, "createCustomer", func(ctx context.Context, client *customers.Client, id string) error {
			_, _, err := client.Ensure(ctx, customers.CreateParams{ExternalID: id, Status: customers.StatusActive})
			return err
		}},
	}
}

// optionsOf returns invalid options if id is empty, for methods whose only other argument is the context.
func optionsOf(id string) []customers.CallOption {
	if id == "" {
		return []customers.CallOption{customers.WithRequestHeader("", "")}
	}
	return nil
}

// findOperation returns the operation with the given name.
func findOperation(name string) (operation, bool) {
	for _, op := range operations() {
		if op.name == name {
			return op, true
		}
	}
	return operation{}, false
}

// operationNames lists the valid names for the text of an error.
func operationNames() string {
	all := operations()
	names := make([]string, len(all))
	for i, op := range all {
		names[i] = op.name
	}
	return strings.Join(names, ", ")
}

// requestName returns the operation of a request by its operationId, or "" if it matches none.
func requestName(id string) string {
	for _, op := range operations() {
		if op.id == id {
			return op.name
		}
	}
	return ""
}
