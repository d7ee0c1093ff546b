package faulttest

import (
	"context"
	"slices"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// operation is a method of the client, and its expected results.
type operation struct {
	name  string
	list  bool // the response is the list of all customers
	write bool
	// call returns the result of the method, nil if there is none, and its error.
	call func(ctx context.Context, env *environment, opt customers.CallOption) (any, error)
	// want returns the expected result. It is called after the call.
	want func(t *testing.T, env *environment) any
	// applied reports whether the sandbox applied the write. The list after is the one after the call.
	applied func(after []customers.Customer, env *environment) bool
}

const newExternalID = "created-by-the-test"

func operations() []operation {
	target := func(env *environment) string { return env.before[0].ID }
	last := func(env *environment) customers.Customer { return env.before[len(env.before)-1] }
	list := func(_ *testing.T, env *environment) any { return env.before }
	first := func(t *testing.T, env *environment) any {
		t.Helper()
		return stored[customers.Customer](t, env.sandbox, listPath+"/"+target(env))
	}
	return []operation{
		{
			name: "Create", write: true,
			call: func(ctx context.Context, env *environment, opt customers.CallOption) (any, error) {
				params := customers.CreateParams{ExternalID: newExternalID, Status: customers.StatusInactive}
				return anyValue(env.client.Create(ctx, params, opt))
			},
			want: func(t *testing.T, env *environment) any {
				t.Helper()
				after := storedList(t, env.sandbox)
				return after[len(after)-1]
			},
			applied: func(after []customers.Customer, env *environment) bool {
				return len(after) == len(env.before)+1 && after[len(after)-1].ExternalID == newExternalID &&
					after[len(after)-1].Status == customers.StatusInactive
			},
		},
		{
			name: "List", list: true, want: list,
			call: func(ctx context.Context, env *environment, opt customers.CallOption) (any, error) {
				return anySlice(env.client.List(ctx, opt))
			},
		},
		{
			name: "All", list: true, want: list,
			call: func(ctx context.Context, env *environment, opt customers.CallOption) (any, error) {
				return all(ctx, env, opt)
			},
		},
		{
			name: "Get", want: first,
			call: func(ctx context.Context, env *environment, opt customers.CallOption) (any, error) {
				return anyValue(env.client.Get(ctx, target(env), opt))
			},
		},
		{
			name: "Update", write: true, want: first,
			call: func(ctx context.Context, env *environment, opt customers.CallOption) (any, error) {
				return anyValue(env.client.Update(ctx, target(env), customers.UpdateParams{Status: customers.StatusInactive}, opt))
			},
			applied: func(after []customers.Customer, _ *environment) bool {
				return after[0].Status == customers.StatusInactive
			},
		},
		{
			name: "Delete", write: true,
			call: func(ctx context.Context, env *environment, opt customers.CallOption) (any, error) {
				return nil, env.client.Delete(ctx, target(env), opt)
			},
			want: func(*testing.T, *environment) any { return nil },
			applied: func(after []customers.Customer, env *environment) bool {
				return len(after) == len(env.before)-1 && after[0].ID == env.before[1].ID
			},
		},
		{
			name: "Addresses",
			call: func(ctx context.Context, env *environment, opt customers.CallOption) (any, error) {
				return anySlice(env.client.Addresses(ctx, target(env), opt))
			},
			want: func(t *testing.T, env *environment) any {
				t.Helper()
				return stored[[]string](t, env.sandbox, listPath+"/"+target(env)+"/accounts/addresses")
			},
		},
		{
			name: "FindByExternalID", list: true,
			call: func(ctx context.Context, env *environment, opt customers.CallOption) (any, error) {
				return anyValue(env.client.FindByExternalID(ctx, last(env).ExternalID, opt))
			},
			want: func(_ *testing.T, env *environment) any { return last(env) },
		},
	}
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

// anyValue returns *v as an any, or nil if v is nil.
func anyValue[T any](v *T, err error) (any, error) {
	if v == nil {
		return nil, err
	}
	return *v, err
}

// anySlice returns v as an any, which is nil if v is nil.
func anySlice[T any](v []T, err error) (any, error) {
	if v == nil {
		return nil, err
	}
	return v, err
}
