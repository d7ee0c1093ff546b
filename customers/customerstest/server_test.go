package customerstest_test

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// TestStory runs every method against the server.
func TestStory(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	client := srv.Client(t)
	ctx := t.Context()

	srv.Seed(customers.Customer{ID: "a/b", ExternalID: "first", Status: "frozen"}, customers.Customer{ExternalID: "second"})
	srv.SetAddresses("a/b", "0xAbC", "7Y5P")
	created, err := client.Create(ctx, customers.CreateParams{ExternalID: "third", Status: customers.StatusActive})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = client.Create(ctx, customers.CreateParams{ExternalID: "third", Status: customers.StatusActive}); !errors.Is(err, customers.ErrConflict) {
		t.Errorf("a second customer with one external ID: %v", err)
	}
	updated, err := client.Update(ctx, created.ID, customers.UpdateParams{Status: customers.StatusInactive})
	if err != nil || updated.Status != customers.StatusInactive || !updated.UpdatedAt.After(created.UpdatedAt) {
		t.Errorf("Update = %+v, %v", updated, err)
	}
	got, err := client.Get(ctx, created.ID)
	if err != nil || !cmp.Equal(got, updated) {
		t.Errorf("Get = %+v, %v, want %+v", got, err, updated)
	}
	list, err := client.List(ctx)
	if err != nil || len(list) != 3 || list[0].Status != "frozen" || list[1].ExternalID != "second" || list[2].ID != created.ID {
		t.Errorf("List = %+v, %v", list, err)
	}
	if found, err := client.FindByExternalID(ctx, "second"); err != nil || found.ID != list[1].ID {
		t.Errorf("FindByExternalID = %+v, %v", found, err)
	}
	addresses, err := client.Addresses(ctx, "a/b")
	if err != nil || !cmp.Equal(addresses, []string{"0xAbC", "7Y5P"}) {
		t.Errorf("Addresses = %v, %v", addresses, err)
	}
	if err := client.Delete(ctx, created.ID); err != nil {
		t.Error(err)
	}
	for _, err := range []error{client.Delete(ctx, created.ID), func() error { _, err := client.Addresses(ctx, created.ID); return err }()} {
		if !errors.Is(err, customers.ErrNotFound) {
			t.Errorf("after Delete: %v", err)
		}
	}
	stranger := srv.Client(t, customers.WithAPIKey("another-key"))
	if _, err := stranger.List(ctx); !errors.Is(err, customers.ErrUnauthorized) {
		t.Errorf("another key: %v", err)
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	client := srv.Client(t)
	if _, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive}); err != nil {
		t.Fatal(err)
	}
	_, _ = client.Get(t.Context(), "a/b")
	requests := srv.Requests()
	if len(requests) != 2 {
		t.Fatalf("%d requests", len(requests))
	}
	first, second := requests[0], requests[1]
	if first.Operation != "createCustomer" || first.Method != http.MethodPost || string(first.Body) != `{"externalId":"e","status":"active"}` ||
		first.Header.Get("X-API-KEY") != srv.APIKey {
		t.Errorf("first = %+v", first)
	}
	if second.Operation != "getCustomer" || second.Path != "/api/v1/account-manager/customers/a%2Fb" {
		t.Errorf("second = %+v", second)
	}
}

// TestFail lets one operation fail twice and another one pass.
func TestFail(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	srv.Seed(customers.Customer{ID: "a", ExternalID: "e"})
	client := srv.Client(t, customers.WithRetry(customers.NoRetry))
	srv.Fail(customerstest.Fault{
		Operation: "deleteCustomer", Status: 429, Message: "slow down", Header: http.Header{"Retry-After": {"7"}},
	}, 2)
	if _, err := client.Get(t.Context(), "a"); err != nil {
		t.Errorf("another operation: %v", err)
	}
	for range 2 {
		err := client.Delete(t.Context(), "a")
		var e *customers.Error
		if !errors.As(err, &e) || !errors.Is(err, customers.ErrRateLimited) || e.Message != "slow down" || e.RetryAfter != 7*time.Second {
			t.Errorf("Delete: %v", err)
		}
	}
	if err := client.Delete(t.Context(), "a"); err != nil {
		t.Errorf("after the fault: %v", err)
	}
}

// TestOffSpecFails shows that what is off the spec, misuse included, fails the test that did it.
func TestOffSpecFails(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		do   func(srv *customerstest.Server)
		want string
	}{
		"request": {func(srv *customerstest.Server) {
			post(t, srv, `{"externalId":""}`)
		}, "off the spec"},
		"unknown path": {func(srv *customerstest.Server) {
			resp, err := http.Get(srv.URL + "/elsewhere") //nolint:noctx,forbidigo // the plainest of clients
			if err == nil {
				_ = resp.Body.Close()
			}
		}, "off the spec"},
		"fault status":    {func(srv *customerstest.Server) { srv.Fail(customerstest.Fault{Status: 200}, 1) }, "status"},
		"fault operation": {func(srv *customerstest.Server) { srv.Fail(customerstest.Fault{Status: 500, Operation: "x"}, 1) }, `"x"`},
		"unknown address": {func(srv *customerstest.Server) { srv.SetAddresses("nobody", "0x") }, "nobody"},
		"bad seed":        {func(srv *customerstest.Server) { srv.Seed(customers.Customer{ID: "a"}) }, "externalId"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spy := &spy{TB: t}
			done := make(chan struct{})
			go func() { // Fatalf ends the goroutine
				defer close(done)
				tc.do(customerstest.NewServer(spy))
			}()
			<-done
			spy.mu.Lock()
			defer spy.mu.Unlock()
			if !strings.Contains(spy.said, tc.want) {
				t.Errorf("the test was told %q, want %q in it", spy.said, tc.want)
			}
		})
	}
}

func post(t *testing.T, srv *customerstest.Server, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+"/api/v1/account-manager/customers", strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-API-KEY", srv.APIKey)
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Error(err)
		return
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusBadRequest {
		t.Errorf("status %d, want 400", resp.StatusCode)
	}
}

// spy is a test that remembers its failures instead of failing.
type spy struct {
	testing.TB
	mu   sync.Mutex
	said string
}

func (s *spy) Errorf(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said += fmt.Sprintf(format, args...) + "\n"
}

func (s *spy) Fatalf(format string, args ...any) {
	s.Errorf(format, args...)
	runtime.Goexit()
}
