package customerstest

import (
	"context"
	"strings"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
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

// operations returns the methods of internal/apicalls, and Ensure. The first one with an operationId is the name of a
// request.
func operations() []operation {
	methods := apicalls.Methods()
	list := make([]operation, 0, len(methods)+1)
	for _, m := range methods {
		call := func(ctx context.Context, client *customers.Client, id string) error {
			_, err := m.Call(ctx, client, apicalls.Target{ID: id, ExternalID: id}, optionsOf(id)...)
			return err
		}
		list = append(list, operation{m.Name, m.OperationID, call})
	}
	ensure := func(ctx context.Context, client *customers.Client, id string) error {
		_, _, err := client.Ensure(ctx, customers.CreateParams{ExternalID: id, Status: customers.StatusActive})
		return err
	}
	return append(list, operation{OpEnsure, "createCustomer", ensure})
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
