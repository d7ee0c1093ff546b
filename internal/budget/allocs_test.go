//go:build !race

package budget_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// Allocations are counted on a RoundTripper that answers from memory, so that what is counted is what customers does for
// a call: net/http's own, about 50 for a call, come on top. A number that rises is a decision; write the new one here.
// The race detector makes sync.Pool forget, and the numbers vary.

const oneCustomer = `{"id":"3f0c2a52-6a55-4c5e-9d2e-%012d","externalId":"customer-ext-%06d","status":"active",` +
	`"participantId":"participant-123","accounts":[%s],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-03T10:00:00.000Z"}`

const oneAccount = `{"id":"account-%d","type":"stablecoins","status":"active","name":"Main account","createdAt":"2026-04-02T09:05:00.000Z",` +
	`"updatedAt":"2026-04-02T09:05:00.000Z"}`

type inMemory struct {
	body   []byte
	header http.Header
}

func (m *inMemory) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Header: m.header, ContentLength: int64(len(m.body)), Request: req,
		Body: io.NopCloser(bytes.NewReader(m.body)),
	}, nil
}

const inMemoryAllocs = 3 // the response, its reader, its body

func newInMemory(t *testing.T, body string, opts ...customers.Option) *customers.Client {
	t.Helper()
	rt := &inMemory{body: []byte(body), header: http.Header{"Content-Type": {"application/json"}}}
	client, err := customers.New("https://api.example.com", append([]customers.Option{
		customers.WithAPIKey("allocation-test-key"),
		customers.WithHTTPClient(&http.Client{Transport: rt}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func asItIs(next http.RoundTripper) http.RoundTripper { return next }

type freely struct{}

func (freely) Wait(context.Context) error { return nil }

// TestCallAllocations holds a Get to what it allocates, and what is off or idle to nothing.
func TestCallAllocations(t *testing.T) { //nolint:paralleltest // AllocsPerRun counts everybody's
	const plain = 29
	for _, test := range []struct {
		name string
		max  float64
		opts []customers.Option
	}{
		{"defaults", plain, nil},
		{"no retry", plain, []customers.Option{customers.WithRetry(customers.NoRetry)}},
		{"no timeouts", plain - 2, []customers.Option{customers.WithTimeout(0), customers.WithAttemptTimeout(0)}},
		{"a header", plain + 1, []customers.Option{customers.WithHeader("X-Tenant", "a")}},
		{"a limiter", plain + 5, []customers.Option{customers.WithLimiter(freely{})}}, // its context has a deadline of its own
		{"a middleware", plain, []customers.Option{customers.WithMiddleware(asItIs)}},
		{"a logger whose level is not enabled", plain + 1, []customers.Option{customers.WithLogger(slog.New(slog.DiscardHandler))}},
	} {
		client := newInMemory(t, fmt.Sprintf(oneCustomer, 1, 1, ""), test.opts...)
		allocs := testing.AllocsPerRun(200, func() {
			if _, err := client.Get(t.Context(), "customer-id"); err != nil {
				t.Fatal(err)
			}
		}) - inMemoryAllocs
		t.Logf("Get, %s: %v allocations", test.name, allocs)
		if allocs > test.max {
			t.Errorf("Get, %s: %v allocations, budget %v", test.name, allocs, test.max)
		}
	}
}

// TestListAllocations holds a list to what it allocates for each customer.
func TestListAllocations(t *testing.T) { //nolint:paralleltest // AllocsPerRun counts everybody's
	const n = 2000
	for _, test := range []struct {
		accounts int
		all      float64 // id and external id; for accounts one slice, and for each its id
		list     float64
	}{
		{0, 2.05, 2.1},
		{1, 4.05, 4.1},
		{4, 7.1, 7.1},
	} {
		list := make([]string, n)
		for i := range list {
			accounts := make([]string, test.accounts)
			for j := range accounts {
				accounts[j] = fmt.Sprintf(oneAccount, i*10+j)
			}
			list[i] = fmt.Sprintf(oneCustomer, i, i, strings.Join(accounts, ","))
		}
		client := newInMemory(t, "["+strings.Join(list, ",")+"]")
		all := testing.AllocsPerRun(5, func() {
			count := 0
			for _, err := range client.All(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				count++
			}
			if count != n {
				t.Fatalf("%d customers", count)
			}
		}) / n
		whole := testing.AllocsPerRun(5, func() {
			if list, err := client.List(t.Context()); err != nil || len(list) != n {
				t.Fatal(len(list), err)
			}
		}) / n
		t.Logf("%d accounts: %.2f allocations a customer by All, %.2f by List", test.accounts, all, whole)
		if all > test.all || whole > test.list {
			t.Errorf("%d accounts: %.2f allocations a customer by All, %.2f by List, budget %v and %v",
				test.accounts, all, whole, test.all, test.list)
		}
	}
}
