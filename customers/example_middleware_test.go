package customers_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// tenantTransport is a RoundTripper that adds a header to each request.
type tenantTransport struct {
	next   http.RoundTripper
	tenant string
}

func (t tenantTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if op, ok := customers.OperationFromContext(req.Context()); ok {
		fmt.Printf("%s %s, attempt %d\n", op.Method, op.Route, op.Attempt)
	}
	req = req.Clone(req.Context()) // a RoundTripper must not change the request that it gets
	req.Header.Set("X-Tenant", t.tenant)
	return t.next.RoundTrip(req)
}

func ExampleWithMiddleware() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println("X-Tenant:", r.Header.Get("X-Tenant"))
		w.WriteHeader(http.StatusNoContent)
	}))
	defer api.Close()
	client, err := customers.New(api.URL,
		customers.WithAPIKey("your-api-key"),
		customers.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return tenantTransport{next: next, tenant: "blue"}
		}),
	)
	if err != nil {
		fmt.Println(err)
		return
	}

	err = client.Delete(context.Background(), "cst-123")
	fmt.Println(err)
	// Output:
	// DELETE /api/v1/account-manager/customers/{id}, attempt 1
	// X-Tenant: blue
	// <nil>
}
