package faulttest

import (
	"context"
	"slices"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// operation is a method of the client, with what is right after a call of it.
type operation struct {
	name  string
	list  bool // the answer is long
	write bool
	// call returns the answer, nil for none, and the error as the method returned it.
	call func(ctx context.Context, s *stage, opt customers.CallOption) (any, error)
	// want is the right answer, from what the sandbox has after the call.
	want func(t *testing.T, s *stage) any
	// done reports from what the sandbox has after the call whether the write was done.
	done func(after []customers.Customer, s *stage) bool
}

const newExternalID = "created-by-the-row"

func operations() []operation {
	target := func(s *stage) string { return s.before[0].ID }
	last := func(s *stage) customers.Customer { return s.before[len(s.before)-1] }
	list := func(_ *testing.T, s *stage) any { return s.before }
	first := func(t *testing.T, s *stage) any {
		t.Helper()
		return stored[customers.Customer](t, s.box, listPath+"/"+target(s))
	}
	return []operation{
		{
			name: "Create", write: true,
			call: func(ctx context.Context, s *stage, opt customers.CallOption) (any, error) {
				params := customers.CreateParams{ExternalID: newExternalID, Status: customers.StatusInactive}
				return deref(s.client.Create(ctx, params, opt))
			},
			want: func(t *testing.T, s *stage) any {
				t.Helper()
				after := storedList(t, s.box)
				return after[len(after)-1]
			},
			done: func(after []customers.Customer, s *stage) bool {
				return len(after) == len(s.before)+1 && after[len(after)-1].ExternalID == newExternalID &&
					after[len(after)-1].Status == customers.StatusInactive
			},
		},
		{
			name: "List", list: true, want: list,
			call: func(ctx context.Context, s *stage, opt customers.CallOption) (any, error) {
				return noNil(s.client.List(ctx, opt))
			},
		},
		{
			name: "All", list: true, want: list,
			call: func(ctx context.Context, s *stage, opt customers.CallOption) (any, error) {
				return all(ctx, s, opt)
			},
		},
		{
			name: "Get", want: first,
			call: func(ctx context.Context, s *stage, opt customers.CallOption) (any, error) {
				return deref(s.client.Get(ctx, target(s), opt))
			},
		},
		{
			name: "Update", write: true, want: first,
			call: func(ctx context.Context, s *stage, opt customers.CallOption) (any, error) {
				return deref(s.client.Update(ctx, target(s), customers.UpdateParams{Status: customers.StatusInactive}, opt))
			},
			done: func(after []customers.Customer, _ *stage) bool { return after[0].Status == customers.StatusInactive },
		},
		{
			name: "Delete", write: true,
			call: func(ctx context.Context, s *stage, opt customers.CallOption) (any, error) {
				return nil, s.client.Delete(ctx, target(s), opt)
			},
			want: func(*testing.T, *stage) any { return nil },
			done: func(after []customers.Customer, s *stage) bool {
				return len(after) == len(s.before)-1 && after[0].ID == s.before[1].ID
			},
		},
		{
			name: "Addresses",
			call: func(ctx context.Context, s *stage, opt customers.CallOption) (any, error) {
				return noNil(s.client.Addresses(ctx, target(s), opt))
			},
			want: func(t *testing.T, s *stage) any {
				t.Helper()
				return stored[[]string](t, s.box, listPath+"/"+target(s)+"/accounts/addresses")
			},
		},
		{
			name: "FindByExternalID", list: true,
			call: func(ctx context.Context, s *stage, opt customers.CallOption) (any, error) {
				return deref(s.client.FindByExternalID(ctx, last(s).ExternalID, opt))
			},
			want: func(_ *testing.T, s *stage) any { return last(s) },
		},
	}
}

// all ranges over All. What came before an error is no answer of its own, provided that it is the list's beginning.
func all(ctx context.Context, s *stage, opt customers.CallOption) (any, error) {
	got, failed := []customers.Customer{}, error(nil)
	for customer, err := range s.client.All(ctx, opt) {
		if err == nil && failed == nil {
			got = append(got, customer)
			continue
		}
		if failed != nil {
			return got, err // All must stop at the first error: an answer beside an error is reported
		}
		failed = err
	}
	beginning := slices.EqualFunc(got, s.before[:min(len(got), len(s.before))], func(a, b customers.Customer) bool {
		return a.ID == b.ID && a.ExternalID == b.ExternalID && a.Status == b.Status
	})
	if failed != nil && beginning {
		return nil, failed
	}
	return got, failed
}

func deref[T any](v *T, err error) (any, error) {
	if v == nil {
		return nil, err
	}
	return *v, err
}

func noNil[T any](v []T, err error) (any, error) {
	if v == nil {
		return nil, err
	}
	return v, err
}
