package customerstest_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
)

// kinds lists the sentinels by name, except ErrOutcomeUnknown.
func kinds() map[string]error {
	return map[string]error{
		"ErrInvalidArgument":    customers.ErrInvalidArgument,
		"ErrBadRequest":         customers.ErrBadRequest,
		"ErrUnauthorized":       customers.ErrUnauthorized,
		"ErrForbidden":          customers.ErrForbidden,
		"ErrNotFound":           customers.ErrNotFound,
		"ErrConflict":           customers.ErrConflict,
		"ErrRateLimited":        customers.ErrRateLimited,
		"ErrServer":             customers.ErrServer,
		"ErrUnexpectedResponse": customers.ErrUnexpectedResponse,
		"ErrResponseTooLarge":   customers.ErrResponseTooLarge,
		"ErrTransport":          customers.ErrTransport,
		"ErrTimeout":            customers.ErrTimeout,
		"ErrContextDone":        customers.ErrContextDone,
		"ErrClientSide":         customers.ErrClientSide,
	}
}

// TestNewError_EverySentinel checks that there is an error of each kind that package customers declares.
func TestNewError_EverySentinel(t *testing.T) {
	t.Parallel()
	var declared []string
	for _, variables := range packageDocs(t, "..").Vars {
		for _, name := range variables.Names {
			if strings.HasPrefix(name, "Err") {
				declared = append(declared, name)
			}
		}
	}
	if len(declared) < 12 {
		t.Fatalf("package customers declares %d sentinels", len(declared))
	}
	for _, name := range declared {
		if name == "ErrOutcomeUnknown" {
			continue // with ErrTransport below
		}
		kind, listed := kinds()[name]
		if !listed {
			t.Errorf("NewError is not tested with %s", name)
			continue
		}
		made := 0
		for op := range customerstest.OperationIDs() {
			for _, unknown := range [][]error{nil, {customers.ErrOutcomeUnknown}} {
				e, err := customerstest.TryNewError(op, kind, unknown...)
				if err != nil {
					continue
				}
				made++
				checkNewError(t, e, op, kind, unknown != nil)
			}
		}
		if made == 0 {
			t.Errorf("NewError returns no error that is %s", name)
		}
	}
}

// checkNewError checks that an error has one kind and the fields that each error has.
func checkNewError(t *testing.T, e *customers.Error, op string, want error, unknown bool) {
	t.Helper()
	for name, kind := range kinds() {
		if got := errors.Is(e, kind); got != (kind == want) { //nolint:errorlint // identity is the point
			t.Errorf("%s: errors.Is(%v, %s) = %t", op, e, name, got)
		}
	}
	if got := errors.Is(e, customers.ErrOutcomeUnknown); got != unknown {
		t.Errorf("%s: %v is ErrOutcomeUnknown: %t, want %t", op, e, got, unknown)
	}
	if e.Op != op || e.Method == "" || e.Route == "" || !errors.Is(e.Kind(), want) {
		t.Errorf("%s: Op %q, Method %q, Route %q, Kind %v, want all of them", op, e.Op, e.Method, e.Route, e.Kind())
	}
	if sent := !errors.Is(e, customers.ErrInvalidArgument); sent != (len(e.Attempts) > 0) || sent == (len(e.Fields) > 0) {
		t.Errorf("%s: %v has %d attempts and fields %v", op, e, len(e.Attempts), e.Fields)
	}
}

// TestNewError_Fields checks that an error has the fields of its response.
func TestNewError_Fields(t *testing.T) {
	t.Parallel()
	e := customerstest.NewError(t, customerstest.OpGet, customers.ErrRateLimited)
	if e.StatusCode != http.StatusTooManyRequests || e.Message != "Too Many Requests" || len(e.Body) == 0 {
		t.Errorf("StatusCode %d, Message %q, Body %q, want those of a 429", e.StatusCode, e.Message, e.Body)
	}
	if e.RequestID == "" || e.RetryAfter != time.Second || e.RateLimit.Limit != 1000 {
		t.Errorf("RequestID %q, RetryAfter %v, RateLimit %v, want all of them", e.RequestID, e.RetryAfter, e.RateLimit)
	}
}

// TestNewError_Combinations lists which kinds of error each operation can have: without ErrOutcomeUnknown, with it (+), or
// both (±).
func TestNewError_Combinations(t *testing.T) {
	t.Parallel()
	read := []string{
		"ErrBadRequest", "ErrClientSide", "ErrContextDone", "ErrForbidden", "ErrInvalidArgument", "ErrNotFound",
		"ErrRateLimited", "ErrResponseTooLarge", "ErrServer", "ErrTimeout", "ErrTransport", "ErrUnauthorized",
		"ErrUnexpectedResponse",
	}
	without := func(list []string, names ...string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(name string) bool { return slices.Contains(names, name) })
	}
	write := []string{
		"ErrBadRequest", "ErrClientSide", "ErrConflict", "ErrContextDone±", "ErrForbidden", "ErrInvalidArgument",
		"ErrNotFound", "ErrRateLimited", "ErrResponseTooLarge+", "ErrServer+", "ErrTimeout±", "ErrTransport±",
		"ErrUnauthorized", "ErrUnexpectedResponse+",
	}
	want := map[string][]string{}
	for _, m := range apicalls.Methods() {
		switch {
		case m.Writes() && m.TakesID():
			want[m.Name] = write
		case m.Writes():
			want[m.Name] = without(write, "ErrNotFound")
		case m.TakesID():
			want[m.Name] = read
		default:
			want[m.Name] = without(read, "ErrBadRequest", "ErrNotFound")
		}
	}
	want[customerstest.OpEnsure] = want[customerstest.OpCreate]
	want[customerstest.OpDelete] = without(write, "ErrResponseTooLarge+")
	want[customerstest.OpFindByExternalID] = without(read, "ErrBadRequest")
	got := map[string][]string{}
	for op := range customerstest.OperationIDs() {
		for name, kind := range kinds() {
			_, certain := customerstest.TryNewError(op, kind)
			_, unknown := customerstest.TryNewError(op, kind, customers.ErrOutcomeUnknown)
			switch {
			case certain == nil && unknown == nil:
				got[op] = append(got[op], name+"±")
			case unknown == nil:
				got[op] = append(got[op], name+"+")
			case certain == nil:
				got[op] = append(got[op], name)
			}
		}
		slices.Sort(got[op])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("kinds of error by operation (-want +got):\n%s", diff)
	}
}

// TestNewError_Invalid checks that a combination that the client never returns fails the test and explains it.
func TestNewError_Invalid(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		op    string
		kind  error
		extra []error
		want  string
	}{
		"operation": {"getCustomer", customers.ErrServer, nil, `operation "getCustomer" is unknown, want one of Create, Get, `},
		"no kind":   {customerstest.OpGet, nil, nil, "<nil> is no kind of error, want a sentinel such as customers.ErrServer"},
		"only ErrOutcomeUnknown": {
			customerstest.OpCreate, customers.ErrOutcomeUnknown, nil, "outcome unknown is no kind of error",
		},
		"two kinds": {
			customerstest.OpCreate, customers.ErrServer,
			[]error{customers.ErrNotFound},
			"not found after the kind, want only customers.ErrOutcomeUnknown",
		},
		"status code": {
			customerstest.OpList, customers.ErrNotFound, nil,
			`List never fails with "not found": the spec does not declare status code 404`,
		},
		"body that is not read": {
			customerstest.OpDelete, customers.ErrResponseTooLarge, nil, `Delete never fails with "response too large"`,
		},
		"certain outcome": {
			customerstest.OpCreate, customers.ErrServer, nil,
			`Create may have been carried out if it fails with "server error": add customers.ErrOutcomeUnknown`,
		},
		"unknown outcome of a read": {
			customerstest.OpGet, customers.ErrServer,
			[]error{customers.ErrOutcomeUnknown},
			`Get has no unknown outcome if it fails with "server error"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			recorder := &failureRecorder{TB: t}
			done := make(chan struct{})
			go func() { // Fatalf ends the goroutine
				defer close(done)
				_ = customerstest.NewError(recorder, tc.op, tc.kind, tc.extra...)
			}()
			<-done
			if !strings.HasPrefix(recorder.failures, "customerstest: NewError: "+tc.want) {
				t.Errorf("the test failed with %q, want %q", recorder.failures, tc.want)
			}
		})
	}
}
