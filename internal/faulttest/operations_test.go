package faulttest

import (
	"context"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
)

// operation is a method of the client, and its expected results.
type operation struct {
	apicalls.Method

	list bool // the response is the list of all customers
	write
}

// write is what the sandbox has after a write.
type write struct {
	// want returns the expected result. It is called after the call.
	want func(after []customers.Customer) any
	// applied reports whether the sandbox applied the write.
	applied func(after []customers.Customer, env *environment) bool
}

const newExternalID = "created-by-the-test"

// operations returns all methods: those of internal/apicalls. A method that reads needs no row here, because the sandbox
// itself has the expected result.
func operations() []operation {
	methods := apicalls.Methods()
	list := make([]operation, len(methods))
	for i, m := range methods {
		list[i] = operation{m, m.Route == listPath && !m.Writes(), writes()[m.Name]}
	}
	return list
}

func writes() map[string]write {
	return map[string]write{
		"Create": {
			want: func(after []customers.Customer) any { return &after[len(after)-1] },
			applied: func(after []customers.Customer, env *environment) bool {
				return len(after) == len(env.before)+1 && after[len(after)-1].ExternalID == newExternalID &&
					after[len(after)-1].Status == customers.StatusActive
			},
		},
		"Update": {
			want: func(after []customers.Customer) any { return &after[0] },
			applied: func(after []customers.Customer, _ *environment) bool {
				return after[0].Status == customers.StatusInactive
			},
		},
		"Delete": {
			want: func([]customers.Customer) any { return struct{}{} },
			applied: func(after []customers.Customer, env *environment) bool {
				return len(after) == len(env.before)-1 && after[0].ID == env.before[1].ID
			},
		},
	}
}

// TestWrites checks that each write has a row, and that the soak calls each method.
func TestWrites(t *testing.T) {
	t.Parallel()
	soak, err := os.ReadFile("soak_caller_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range operations() {
		if op.Writes() && op.applied == nil {
			t.Errorf("internal/faulttest/operations_test.go: writes has no row for %s (%s %s): add one that reports whether "+
				"the sandbox applied it", op.Name, op.HTTPMethod, op.Route)
		}
		if !isSharedRead(op.Method) && !strings.Contains(string(soak), "c.client."+op.Name+"(") {
			t.Errorf("internal/faulttest/soak_caller_test.go does not call %s (%s %s): add it to runLifecycle",
				op.Name, op.HTTPMethod, op.Route)
		}
	}
}

// target returns the customer that an operation is called for.
func (op operation) target(env *environment) apicalls.Target {
	target := apicalls.Target{ID: env.before[0].ID, ExternalID: env.before[len(env.before)-1].ExternalID}
	if op.Writes() {
		target.ExternalID = newExternalID
	}
	return target
}

func (op operation) call(ctx context.Context, env *environment, opt customers.CallOption) (any, error) {
	if op.Name == "All" {
		return all(ctx, env, opt)
	}
	return op.Call(ctx, env.client, op.target(env), opt)
}

// expected returns the result of a call that succeeded: for a read, what the sandbox responds without a fault.
func (op operation) expected(t *testing.T, env *environment, got any) any {
	t.Helper()
	if op.Writes() {
		return op.want(storedList(t, env.sandbox))
	}
	if op.Name == "FindByExternalID" {
		return &env.before[len(env.before)-1]
	}
	want := reflect.New(reflect.TypeOf(got))
	body := stored[json.RawMessage](t, env.sandbox, strings.ReplaceAll(op.Route, "{id}", op.target(env).ID))
	if err := json.Unmarshal(body, want.Interface()); err != nil {
		t.Fatal(err)
	}
	return want.Elem().Interface()
}

// all collects the customers of All. If All fails, the customers before the error must be a prefix of the list, and all
// returns only the error.
func all(ctx context.Context, env *environment, opt customers.CallOption) (any, error) {
	got, first := []customers.Customer{}, error(nil)
	for customer, err := range env.client.All(ctx, opt) {
		if err == nil && first == nil {
			got = append(got, customer)
			continue
		}
		if first != nil {
			return got, err // All must stop at the first error: checkResult rejects a result with an error
		}
		first = err
	}
	prefix := slices.EqualFunc(got, env.before[:min(len(got), len(env.before))], func(a, b customers.Customer) bool {
		return a.ID == b.ID && a.ExternalID == b.ExternalID && a.Status == b.Status
	})
	if first != nil && prefix {
		return nil, first
	}
	return got, first
}
