package customerstest

import (
	"context"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// HoldChecks delays the checks of responses until the returned function is called.
func (s *Server) HoldChecks() (release func()) {
	released := make(chan struct{})
	run := s.runCheck
	s.runCheck = func(check func()) {
		run(func() {
			<-released
			check()
		})
	}
	return func() { close(released) }
}

// OperationIDs returns the operationId of each operation.
func OperationIDs() map[string]string {
	ids := map[string]string{}
	for _, op := range operations() {
		ids[op.name] = op.id
	}
	return ids
}

// Call calls the method of an operation.
func Call(ctx context.Context, name string, client *customers.Client, id string) error {
	op, _ := findOperation(name)
	return op.call(ctx, client, id)
}

// TryNewError is NewError, except that it returns an error for an invalid combination.
func TryNewError(op string, kind error, outcomeUnknown ...error) (*customers.Error, error) {
	return newError(op, kind, outcomeUnknown)
}
