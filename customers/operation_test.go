package customers_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

type whoWaits func(context.Context)

func (f whoWaits) Wait(ctx context.Context) error {
	f(ctx)
	return ctx.Err()
}

// TestOperationFromContext asks in every place that has an attempt's context.
func TestOperationFromContext(t *testing.T) {
	t.Parallel()
	if op, ok := customers.OperationFromContext(t.Context()); ok {
		t.Errorf("a context of no call belongs to %v", op)
	}
	for _, op := range operations() {
		var got []customers.Operation
		ask := func(ctx context.Context) {
			op, ok := customers.OperationFromContext(ctx)
			if !ok {
				t.Error("a context without operation")
			}
			got = append(got, op)
		}
		client, _ := scripted(t, []step{refused, func(r *http.Request) (*http.Response, error) {
			ask(r.Context())
			return ok(r)
		}}, customers.WithRetry(customers.RetryPolicy{BaseDelay: 1}), customers.WithLimiter(whoWaits(ask)),
			tap(func(r *http.Request) { ask(r.Context()) }),
			customers.WithAPIKeySource(func(ctx context.Context) (string, error) {
				ask(ctx)
				return testKey, nil
			}))
		if err := op.call(t, client); err != nil {
			t.Error(op.name, err)
		}
		want := make([]customers.Operation, 7)
		for i := range want {
			want[i] = customers.Operation{Name: op.name, Method: methodOf(op), Route: routeOf(op), Attempt: 1 + i/3}
		}
		want[6].Attempt = 2
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", op.name, diff)
		}
	}
}

// routeOf returns the spec's path template of an operation.
func routeOf(op operation) string {
	const all = "/api/v1/account-manager/customers"
	switch op.name {
	case "Get", "Update", "Delete":
		return all + "/{id}"
	case "Addresses":
		return all + "/{id}/accounts/addresses"
	}
	return all
}
