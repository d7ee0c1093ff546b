package customers_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// limiterFunc is a function as a Limiter that does not wait.
type limiterFunc func(context.Context)

func (f limiterFunc) Wait(ctx context.Context) error {
	f(ctx)
	return ctx.Err()
}

// TestOperationFromContext reads the operation wherever a caller's code gets the context of an attempt: in the limiter,
// the key source, the middleware and the RoundTripper.
func TestOperationFromContext(t *testing.T) {
	t.Parallel()
	if op, ok := customers.OperationFromContext(t.Context()); ok {
		t.Errorf("OperationFromContext returns %v for a context that belongs to no call", op)
	}
	for _, op := range operations() {
		var got []customers.Operation
		note := func(ctx context.Context) {
			op, ok := customers.OperationFromContext(ctx)
			if !ok {
				t.Error("OperationFromContext finds no operation")
			}
			got = append(got, op)
		}
		second := func(r *http.Request) (*http.Response, error) {
			note(r.Context())
			return ok(r)
		}
		client, _ := scripted(t, []step{dialRefused, second},
			customers.WithRetry(customers.RetryPolicy{BaseDelay: 1}),
			customers.WithLimiter(limiterFunc(note)),
			customers.WithAPIKeySource(func(ctx context.Context) (string, error) {
				note(ctx)
				return testKey, nil
			}),
			tap(func(r *http.Request) { note(r.Context()) }))
		if err := op.call(t, client); err != nil {
			t.Error(op.name, err)
		}
		first := customers.Operation{Name: op.name, Method: op.method, Route: op.route, Attempt: 1}
		retry := first
		retry.Attempt = 2
		// In both attempts the limiter, the key source and the middleware; in the second, the RoundTripper as well.
		want := []customers.Operation{first, first, first, retry, retry, retry, retry}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", op.name, diff)
		}
	}
}

// TestParams_JSON compares the JSON of the parameters with the body that a call sends.
func TestParams_JSON(t *testing.T) {
	t.Parallel()
	create := customers.CreateParams{ExternalID: "customer-ext-001", Status: customers.StatusActive}
	update := customers.UpdateParams{Status: customers.StatusInactive}
	client, service := scripted(t, []step{ok})
	if _, err := client.Create(t.Context(), create); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Update(t.Context(), "customer-id", update); err != nil {
		t.Fatal(err)
	}
	for i, params := range []any{create, update} {
		text, err := json.Marshal(params)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(service.body[i], string(text)); diff != "" {
			t.Errorf("%T (-sent +marshaled):\n%s", params, diff)
		}
	}
}
