package customerstest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// TestServer_AllMethods calls every method of the client.
func TestServer_AllMethods(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	client := srv.Client(t)
	ctx := t.Context()

	srv.Seed(customers.Customer{ID: "a b", ExternalID: "first", Status: "frozen"}, customers.Customer{ExternalID: "second"})
	srv.SetAddresses("a b", "0xAbC", "7Y5P")
	created, err := client.Create(ctx, customers.CreateParams{ExternalID: "third", Status: customers.StatusActive})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Create(ctx, customers.CreateParams{ExternalID: "third", Status: customers.StatusActive})
	if !errors.Is(err, customers.ErrConflict) {
		t.Errorf("Create with a duplicate external ID: %v, want ErrConflict", err)
	}

	updated, err := client.Update(ctx, created.ID, customers.UpdateParams{Status: customers.StatusInactive})
	if err != nil {
		t.Fatal(err)
	}
	if updated.Status != customers.StatusInactive {
		t.Errorf("Update: status is %q, want inactive", updated.Status)
	}
	if !updated.UpdatedAt.After(created.UpdatedAt) {
		t.Errorf("Update: UpdatedAt is %v, want it after %v", updated.UpdatedAt, created.UpdatedAt)
	}

	got, err := client.Get(ctx, created.ID)
	if err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(updated, got); diff != "" {
		t.Errorf("Get (-want +got):\n%s", diff)
	}

	list, err := client.List(ctx)
	if err != nil || len(list) != 3 {
		t.Fatalf("List = %+v, %v, want 3 customers", list, err)
	}
	if list[0].Status != "frozen" {
		t.Errorf("List: first status is %q, want frozen", list[0].Status)
	}
	if list[1].ExternalID != "second" {
		t.Errorf("List: second external ID is %q, want second", list[1].ExternalID)
	}
	if list[2].ID != created.ID {
		t.Errorf("List: third id is %q, want %q", list[2].ID, created.ID)
	}

	if found, err := client.FindByExternalID(ctx, "second"); err != nil || found.ID != list[1].ID {
		t.Errorf("FindByExternalID = %+v, %v, want id %q", found, err, list[1].ID)
	}
	addresses, err := client.Addresses(ctx, "a b")
	if err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"0xAbC", "7Y5P"}, addresses); diff != "" {
		t.Errorf("Addresses (-want +got):\n%s", diff)
	}

	if err := client.Delete(ctx, created.ID); err != nil {
		t.Error(err)
	}
	if err := client.Delete(ctx, created.ID); !errors.Is(err, customers.ErrNotFound) {
		t.Errorf("Delete after Delete: %v, want ErrNotFound", err)
	}
	if _, err := client.Addresses(ctx, created.ID); !errors.Is(err, customers.ErrNotFound) {
		t.Errorf("Addresses after Delete: %v, want ErrNotFound", err)
	}

	unauthorized := srv.Client(t, customers.WithAPIKey("another-key"))
	if _, err := unauthorized.List(ctx); !errors.Is(err, customers.ErrUnauthorized) {
		t.Errorf("List with another key: %v, want ErrUnauthorized", err)
	}
}

// TestServer_EndOfListBeforeCheck checks that the end of a long list does not wait until the list has been validated, which
// takes seconds for 200,000 customers.
func TestServer_EndOfListBeforeCheck(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	list := make([]customers.Customer, 2000)
	for i := range list {
		list[i].ExternalID = fmt.Sprint("e-", i)
	}
	srv.Seed(list...)
	defer srv.HoldChecks()()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second) // for a server that waits for the check
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+"/api/v1/account-manager/customers", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-API-KEY", srv.APIKey)
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || !strings.HasSuffix(string(body), "]") {
		t.Errorf("the client reads %d bytes, %v, want the whole list", len(body), err)
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	client := srv.Client(t)
	if _, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "e", Status: customers.StatusActive}); err != nil {
		t.Fatal(err)
	}
	_, _ = client.Get(t.Context(), "a b")
	requests := srv.Requests()
	if len(requests) != 2 {
		t.Fatalf("%d requests, want 2", len(requests))
	}
	first, second := requests[0], requests[1]
	for _, check := range []struct{ name, got, want string }{
		{"operation of the first", first.Operation, customerstest.OpCreate},
		{"method of the first", first.Method, http.MethodPost},
		{"body of the first", string(first.Body), `{"externalId":"e","status":"active"}`},
		{"key of the first", first.Header.Get("X-API-KEY"), srv.APIKey},
		{"operation of the second", second.Operation, customerstest.OpGet},
		{"path of the second", second.Path, "/api/v1/account-manager/customers/a%20b"},
	} {
		if check.got != check.want {
			t.Errorf("%s request is %q, want %q", check.name, check.got, check.want)
		}
	}
}

// TestFail injects a fault into one operation twice. Other operations succeed.
func TestFail(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	srv.Seed(customers.Customer{ID: "a", ExternalID: "e"})
	client := srv.Client(t, customers.WithRetry(customers.NoRetry))
	srv.Fail(customerstest.Fault{
		Operation: customerstest.OpDelete, Status: 429, Message: "slow down", Header: http.Header{"Retry-After": {"7"}},
	}, 2)
	if _, err := client.Get(t.Context(), "a"); err != nil {
		t.Errorf("another operation: %v, want no fault", err)
	}
	for range 2 {
		err := client.Delete(t.Context(), "a")
		var e *customers.Error
		if !errors.As(err, &e) || !errors.Is(err, customers.ErrRateLimited) {
			t.Fatalf("Delete: %v, want ErrRateLimited", err)
		}
		if e.Message != "slow down" {
			t.Errorf("Message is %q, want %q", e.Message, "slow down")
		}
		if e.RetryAfter != 7*time.Second {
			t.Errorf("RetryAfter is %v, want 7s", e.RetryAfter)
		}
	}
	if err := client.Delete(t.Context(), "a"); err != nil {
		t.Errorf("after the faults: %v, want no fault", err)
	}
}

func TestRotateKey(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	first := srv.APIKey
	old := srv.Client(t)
	var current atomic.Pointer[string]
	current.Store(&first)
	rotating := srv.Client(t, customers.WithAPIKeySource(func(context.Context) (string, error) { return *current.Load(), nil }))
	for name, client := range map[string]*customers.Client{"fixed key": old, "key source": rotating} {
		if _, err := client.List(t.Context()); err != nil {
			t.Errorf("%s before the rotation: %v", name, err)
		}
	}
	second := srv.RotateKey()
	if second == first || srv.APIKey != second {
		t.Errorf("RotateKey() = %q after %q, and APIKey is %q, want a new key twice", second, first, srv.APIKey)
	}
	for name, client := range map[string]*customers.Client{"fixed key": old, "key source": rotating} {
		if _, err := client.List(t.Context()); !errors.Is(err, customers.ErrUnauthorized) {
			t.Errorf("%s with the old key: %v, want ErrUnauthorized", name, err)
		}
	}
	current.Store(&second)
	for name, client := range map[string]*customers.Client{"key source": rotating, "new client": srv.Client(t)} {
		if _, err := client.List(t.Context()); err != nil {
			t.Errorf("%s after the rotation: %v", name, err)
		}
	}
	if third := srv.RotateKey(); third == first || third == second {
		t.Errorf("RotateKey() = %q again, want a new key", third)
	}
}

// TestServer_ViolationFailsTheTest checks that a violation of the spec, or an invalid argument, fails the calling test.
func TestServer_ViolationFailsTheTest(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		do   func(srv *customerstest.Server)
		want string
	}{
		"request": {func(srv *customerstest.Server) {
			post(t, srv, `{"externalId":""}`)
		}, "violates the spec"},
		"unknown path": {func(srv *customerstest.Server) {
			resp, err := http.Get(srv.URL + "/elsewhere") //nolint:noctx,forbidigo // the simplest client
			if err == nil {
				_ = resp.Body.Close()
			}
		}, "violates the spec"},
		"unused fault": {func(srv *customerstest.Server) {
			srv.Fail(customerstest.Fault{Operation: customerstest.OpAll}, 2)
		}, "the fault status was never injected, because no request of List came"},
		"unused fault of any operation": {func(srv *customerstest.Server) {
			srv.Fail(customerstest.Fault{Kind: customerstest.FaultReset}, 1)
		}, "the fault reset was never injected, because no request came"},
		"fault status": {func(srv *customerstest.Server) { srv.Fail(customerstest.Fault{Status: 200}, 1) }, "status"},
		"fault operation": {
			func(srv *customerstest.Server) { srv.Fail(customerstest.Fault{Operation: "getCustomer"}, 1) },
			`operation "getCustomer" is unknown, want one of Create, Get, `,
		},
		"unknown customer": {func(srv *customerstest.Server) { srv.SetAddresses("nobody", "0x") }, "nobody"},
		"invalid seed":     {func(srv *customerstest.Server) { srv.Seed(customers.Customer{ID: "a"}) }, "externalId"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			recorder := &failureRecorder{TB: t}
			done := make(chan struct{})
			go func() { // Fatalf ends the goroutine
				defer close(done)
				tc.do(customerstest.NewServer(recorder))
			}()
			<-done
			recorder.cleanUp()
			recorder.mu.Lock()
			defer recorder.mu.Unlock()
			if !strings.Contains(recorder.failures, tc.want) {
				t.Errorf("the test failed with %q, want %q in it", recorder.failures, tc.want)
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

// failureRecorder is a testing.TB that records failures instead of failing.
type failureRecorder struct {
	testing.TB
	mu       sync.Mutex
	failures string
	cleanups []func()
}

func (r *failureRecorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

func (r *failureRecorder) cleanUp() {
	for _, f := range slices.Backward(r.cleanups) {
		f()
	}
	r.cleanups = nil
}

func (r *failureRecorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures += fmt.Sprintf(format, args...) + "\n"
}

func (r *failureRecorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}
