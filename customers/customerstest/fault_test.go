package customerstest_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// TestFaults shows what a client makes of each kind, once without retries and once with.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		fault customerstest.Fault
		get   error // of a Get that is not retried
		del   error // of a Delete that is not retried; nil for success
		sure  bool  // whether the Delete's outcome is certain
		once  bool  // whether a retry does not help the Get
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
			customers.ErrTransport, customers.ErrTransport, false, false,
		},
		{customerstest.Fault{Kind: customerstest.FaultDrip, Delay: time.Minute}, customers.ErrTransport, nil, true, false},
		{customerstest.Fault{Kind: customerstest.FaultResetAfter}, customers.ErrTransport, customers.ErrTransport, false, false},
		{customerstest.Fault{Kind: customerstest.FaultTruncate}, customers.ErrTransport, nil, true, false},
		{customerstest.Fault{Kind: customerstest.FaultContentType}, customers.ErrUnexpectedResponse, nil, true, true},
		{customerstest.Fault{Kind: customerstest.FaultOversized}, customers.ErrResponseTooLarge, nil, true, true},
		{customerstest.Fault{Kind: customerstest.FaultGarbage}, customers.ErrUnexpectedResponse, nil, true, true},
	} {
		t.Run(string(tc.fault.Kind)+http.StatusText(tc.fault.Status), func(t *testing.T) {
			t.Parallel()
			timeout := 10 * time.Second // long, so that nothing depends on how fast the machine is
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
			if _, err := srv.Client(t, customers.WithAttemptTimeout(timeout)).Get(t.Context(), "a"); (err == nil) == tc.once {
				t.Errorf("Get with retries: %v", err)
			}
			for range 2 { // what is left of the faults, where there was no retry
				_, _ = single.Get(t.Context(), "a")
			}
			srv.Fail(tc.fault, 1)
			err := single.Delete(t.Context(), "a")
			if !errors.Is(err, tc.del) || errors.Is(err, customers.ErrOutcomeUnknown) == tc.sure {
				t.Errorf("Delete: %v, want %v, certain: %v", err, tc.del, tc.sure)
			}
		})
	}
}
