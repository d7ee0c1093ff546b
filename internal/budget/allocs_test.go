//go:build !race

package budget_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// These tests send requests to a RoundTripper in memory, so the figures do not include the connection. An
// http.Transport stands before it, because the client reads the bodies of any other RoundTripper in a goroutine. The
// tests do not run under the race detector, which makes sync.Pool drop objects at random.

const oneCustomer = `{"id":"3f0c2a52-6a55-4c5e-9d2e-%012d","externalId":"customer-ext-%06d","status":"active",` +
	`"participantId":"participant-123","accounts":[%s],"createdAt":"2026-04-02T09:00:00.000Z",` +
	`"updatedAt":"2026-04-03T10:00:00.000Z"}`

const oneAccount = `{"id":"account-%d","type":"stablecoins","status":"active","name":"Main account",` +
	`"createdAt":"2026-04-02T09:05:00.000Z","updatedAt":"2026-04-02T09:05:00.000Z"}`

const (
	baseURL    = "https://api.example.com"
	apiKey     = "allocation-test-key"
	customerID = "3f0c2a52-6a55-4c5e-9d2e-000000000001"
)

// inMemory responds to every request with body. It keeps the header of the last request.
type inMemory struct {
	body []byte
	sent http.Header
}

var responseHeader = http.Header{"Content-Type": {"application/json"}, "X-Request-Id": {"req-123"}}

func (m *inMemory) RoundTrip(req *http.Request) (*http.Response, error) {
	m.sent = req.Header
	return &http.Response{
		StatusCode: http.StatusOK, Header: responseHeader, ContentLength: int64(len(m.body)), Request: req,
		Body: io.NopCloser(bytes.NewReader(m.body)),
	}, nil
}

// overHTTP returns an http.Transport that sends the requests of baseURL to rt.
func overHTTP(rt http.RoundTripper) *http.Transport {
	transport := &http.Transport{TLSNextProto: map[string]func(string, *tls.Conn) http.RoundTripper{}} // no HTTP/2
	transport.RegisterProtocol("https", rt)
	return transport
}

func newClient(t *testing.T, transport http.RoundTripper, opts ...customers.Option) *customers.Client {
	t.Helper()
	client, err := customers.New(baseURL, append([]customers.Option{
		customers.WithAPIKey(apiKey),
		customers.WithHTTPClient(&http.Client{Transport: overHTTP(transport)}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// bareGet gets the customer with net/http and encoding/json, as bench/bare does. It sends the headers that the client
// sends.
func bareGet(ctx context.Context, client *http.Client) (*openapi.Customer, error) {
	url := baseURL + "/api/v1/account-manager/customers/" + customerID
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-API-KEY", apiKey)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "bare/1.0")
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", resp.StatusCode)
	}
	customer := new(openapi.Customer)
	return customer, json.NewDecoder(resp.Body).Decode(customer)
}

// maxOverBare is how many allocations a Get may make in addition to those of bareGet. It leaves room on purpose: plain
// code in the attempt path is worth more than single allocations. Since Go 1.27, encoding/json makes 7 allocations less
// for bareGet.
func maxOverBare() float64 {
	if before127() {
		return 14
	}
	return 17
}

// TestCallAllocations compares the allocations of a Get with those of bareGet, and the allocations of a Get with an
// option that is off or idle with those of a Get without it.
func TestCallAllocations(t *testing.T) { //nolint:paralleltest // AllocsPerRun counts the allocations of all goroutines
	transport := &inMemory{body: fmt.Appendf(nil, oneCustomer, 1, 1, "")}
	httpClient := &http.Client{Transport: overHTTP(transport)}
	bare := testing.AllocsPerRun(200, func() {
		if _, err := bareGet(t.Context(), httpClient); err != nil {
			t.Fatal(err)
		}
	})
	bareHeaders := slices.Sorted(maps.Keys(transport.sent))

	get := func(opts ...customers.Option) float64 {
		client := newClient(t, transport, opts...)
		return testing.AllocsPerRun(200, func() {
			if _, err := client.Get(t.Context(), customerID); err != nil {
				t.Fatal(err)
			}
		})
	}
	defaults := get()
	t.Logf("Get: %v allocations, %v with bare net/http", defaults, bare)
	if most := maxOverBare(); defaults > bare+most {
		t.Errorf("Get: %v allocations, want at most %v more than the %v of bare net/http", defaults, most, bare)
	}
	if diff := cmp.Diff(bareHeaders, slices.Sorted(maps.Keys(transport.sent))); diff != "" {
		t.Errorf("headers of the requests (-bare +Get):\n%s", diff)
	}

	for _, test := range []struct {
		name string
		more float64
		opts []customers.Option
	}{
		{"no retry", 0, []customers.Option{customers.WithRetry(customers.NoRetry)}},
		{"no timeouts", -2, []customers.Option{customers.WithTimeout(0), customers.WithAttemptTimeout(0)}},
		{"a header", 1, []customers.Option{customers.WithHeader("X-Tenant", "a")}},
		{"a limiter", 5, []customers.Option{customers.WithLimiter(noLimit{})}},           // its context has its own deadline
		{"a middleware", 20, []customers.Option{customers.WithMiddleware(noMiddleware)}}, // bodies are read in goroutines, and the guard records what passes
		{"a disabled logger", 1, []customers.Option{customers.WithLogger(slog.New(slog.DiscardHandler))}},
	} {
		more := get(test.opts...) - defaults
		t.Logf("Get with %s: %+.0f allocations", test.name, more)
		if more > test.more {
			t.Errorf("Get with %s: %+.0f allocations, want at most %+.0f", test.name, more, test.more)
		}
	}
}

func noMiddleware(next http.RoundTripper) http.RoundTripper { return next }

type noLimit struct{}

func (noLimit) Wait(context.Context) error { return nil }

// TestListAllocations limits the allocations of a list for each customer.
func TestListAllocations(t *testing.T) { //nolint:paralleltest // AllocsPerRun counts the allocations of all goroutines
	const n = 2000
	for _, test := range []struct {
		accounts int
		all      float64 // id and external ID; with accounts also one slice, and the id of each
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
		client := newClient(t, &inMemory{body: []byte("[" + strings.Join(list, ",") + "]")})
		all := testing.AllocsPerRun(5, func() {
			count := 0
			for _, err := range client.All(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				count++
			}
			if count != n {
				t.Fatalf("All returned %d customers, want %d", count, n)
			}
		}) / n
		whole := testing.AllocsPerRun(5, func() {
			if list, err := client.List(t.Context()); err != nil || len(list) != n {
				t.Fatalf("List returned %d customers, want %d: %v", len(list), n, err)
			}
		}) / n
		find := testing.AllocsPerRun(5, func() {
			if _, err := client.FindByExternalID(t.Context(), "none"); !errors.Is(err, customers.ErrNotFound) {
				t.Fatalf("FindByExternalID returned %v, want ErrNotFound", err)
			}
		}) / n
		t.Logf("%d accounts: %.2f allocations for each customer of All, %.2f of List, %.2f of FindByExternalID",
			test.accounts, all, whole, find)
		if most := all + 0.1; find > most {
			t.Errorf("FindByExternalID, %d accounts: %.2f allocations for each customer, want at most %.2f as All",
				test.accounts, find, most)
		}
		if all > test.all {
			t.Errorf("All, %d accounts: %.2f allocations for each customer, want at most %v", test.accounts, all, test.all)
		}
		if whole > test.list {
			t.Errorf("List, %d accounts: %.2f allocations for each customer, want at most %v", test.accounts, whole, test.list)
		}
	}
}
