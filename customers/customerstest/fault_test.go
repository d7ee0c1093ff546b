package customerstest_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// TestFaultKinds checks that this package has the kinds of the sandbox, in the same order.
func TestFaultKinds(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("fault.go")
	if err != nil {
		t.Fatal(err)
	}
	constants := regexp.MustCompile(`(?m)^\tFault\w+ +FaultKind = "(.*)"$`).FindAllStringSubmatch(string(source), -1)
	got := make([]sandbox.FaultKind, 0, len(constants))
	for _, match := range constants {
		got = append(got, sandbox.FaultKind(match[1]))
	}
	if diff := cmp.Diff(sandbox.FaultKinds(), got); diff != "" {
		t.Errorf("kinds (-sandbox +customerstest):\n%s", diff)
	}
}

// TestFail_DelayAfterTimeout cancels a Create as soon as the customer exists, while the response is held.
func TestFail_DelayAfterTimeout(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	client := srv.Client(t)
	srv.Fail(customerstest.Fault{Kind: customerstest.FaultDelay, Operation: customerstest.OpCreate, Delay: time.Hour}, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second) // for a server that does not carry the request out
	defer cancel()
	created := make(chan error, 1)
	go func() {
		_, err := client.Create(ctx, customers.CreateParams{ExternalID: "e", Status: customers.StatusActive})
		created <- err
	}()
	exists := false
	for !exists && ctx.Err() == nil {
		list, err := client.List(ctx)
		exists = err == nil && len(list) == 1
	}
	cancel()
	if err := <-created; !errors.Is(err, customers.ErrOutcomeUnknown) || !errors.Is(err, context.Canceled) {
		t.Errorf("Create: %v, want ErrOutcomeUnknown because of the canceled context", err)
	}
	if !exists {
		t.Error("the customer does not exist while the response is held")
	}
}

// TestFail_Kinds checks how a client reports each kind of fault, without and with retries.
func TestFail_Kinds(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		fault   customerstest.Fault
		get     error // of a Get without retries
		del     error // of a Delete without retries; nil for success
		certain bool  // whether the outcome of the Delete is certain
		final   bool  // whether the Get is not retried
	}{
		{customerstest.Fault{}, customers.ErrServer, customers.ErrServer, false, false},
		{customerstest.Fault{Status: 429}, customers.ErrRateLimited, customers.ErrRateLimited, true, false},
		{customerstest.Fault{Kind: customerstest.FaultHTML}, customers.ErrServer, customers.ErrServer, false, false},
		{
			customerstest.Fault{Kind: customerstest.FaultHTML, Status: 200},
			customers.ErrUnexpectedResponse, customers.ErrUnexpectedResponse, false, true,
		},
		{
			customerstest.Fault{Kind: customerstest.FaultRedirect},
			customers.ErrUnexpectedResponse, customers.ErrUnexpectedResponse, false, true,
		},
		{customerstest.Fault{Kind: customerstest.FaultReset}, customers.ErrTransport, customers.ErrTransport, false, false},
		{
			customerstest.Fault{Kind: customerstest.FaultDelay, Delay: time.Minute},
			customers.ErrTimeout, customers.ErrTimeout, false, false,
		},
		{customerstest.Fault{Kind: customerstest.FaultDrip, Delay: time.Minute}, customers.ErrTimeout, nil, true, false},
		{customerstest.Fault{Kind: customerstest.FaultStatusAfter}, customers.ErrServer, customers.ErrServer, false, false},
		{customerstest.Fault{Kind: customerstest.FaultResetAfter}, customers.ErrTransport, customers.ErrTransport, false, false},
		{customerstest.Fault{Kind: customerstest.FaultTruncate}, customers.ErrTransport, nil, true, false},
		{customerstest.Fault{Kind: customerstest.FaultContentType}, customers.ErrUnexpectedResponse, nil, true, true},
		{customerstest.Fault{Kind: customerstest.FaultOversized}, customers.ErrResponseTooLarge, nil, true, true},
		{customerstest.Fault{Kind: customerstest.FaultGarbage}, customers.ErrUnexpectedResponse, nil, true, true},
	} {
		t.Run(string(tc.fault.Kind)+http.StatusText(tc.fault.Status), func(t *testing.T) {
			t.Parallel()
			timeout := 10 * time.Second // long, so that a slow machine does not fail the test
			if tc.fault.Delay > 0 {
				timeout = 500 * time.Millisecond
			}
			srv := customerstest.NewServer(t)
			srv.Seed(customers.Customer{ID: "a", ExternalID: "e"})
			single := srv.Client(t, customers.WithAttemptTimeout(timeout), customers.WithRetry(customers.NoRetry))

			srv.Fail(tc.fault, 1)
			if _, err := single.Get(t.Context(), "a"); !errors.Is(err, tc.get) {
				t.Errorf("Get: %v, want %v", err, tc.get)
			}
			srv.Fail(tc.fault, 2)
			_, err := srv.Client(t, customers.WithAttemptTimeout(timeout)).Get(t.Context(), "a")
			if tc.final && err == nil {
				t.Error("Get with retries succeeded, want an error")
			}
			if !tc.final && err != nil {
				t.Errorf("Get with retries: %v", err)
			}
			for range 2 { // use up the faults that remain if Get was not retried
				_, _ = single.Get(t.Context(), "a")
			}
			srv.Fail(tc.fault, 1)
			err = single.Delete(t.Context(), "a")
			if !errors.Is(err, tc.del) {
				t.Errorf("Delete: %v, want %v", err, tc.del)
			}
			if unknown := errors.Is(err, customers.ErrOutcomeUnknown); unknown == tc.certain {
				t.Errorf("Delete: %v, ErrOutcomeUnknown is %t, want %t", err, unknown, !tc.certain)
			}
		})
	}
}
