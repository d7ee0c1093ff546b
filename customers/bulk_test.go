package customers_test

import (
	"context"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// items returns the parameters of customers with these external IDs.
func items(externalIDs ...string) iter.Seq[customers.CreateParams] {
	return func(yield func(customers.CreateParams) bool) {
		for _, id := range externalIDs {
			if !yield(customers.CreateParams{ExternalID: id, Status: customers.StatusActive}) {
				return
			}
		}
	}
}

// numbered returns n items with the external IDs prefix-0, prefix-1 and so on. It counts in taken how many were taken.
func numbered(prefix string, n int, taken *int) iter.Seq[customers.CreateParams] {
	return func(yield func(customers.CreateParams) bool) {
		for i := range n {
			*taken++
			if !yield(customers.CreateParams{ExternalID: numberedID(prefix, i), Status: customers.StatusActive}) {
				return
			}
		}
	}
}

// collectResults returns the results of a run by index, and its error. It fails the test if an item has two results, if a
// result contradicts its outcome, or if anything follows the error.
func collectResults(t *testing.T, run iter.Seq2[customers.BulkResult, error]) (map[int]customers.BulkResult, error) {
	t.Helper()
	results := map[int]customers.BulkResult{}
	var last error
	for result, err := range run {
		if last != nil {
			t.Errorf("an element after the error %v", last)
		}
		if err != nil {
			last = err
			continue
		}
		if _, twice := results[result.Index]; twice {
			t.Errorf("two results of item %d", result.Index)
		}
		results[result.Index] = result
		checkResult(t, result)
	}
	return results, last
}

// checkResult checks that customer and error of a result fit its outcome.
func checkResult(t *testing.T, result customers.BulkResult) {
	t.Helper()
	created := result.Outcome == customers.OutcomeCreated
	if got := result.Customer != nil; got != created {
		t.Errorf("%s with customer %v", result.Outcome, result.Customer)
	}
	if created && result.Err != nil {
		t.Errorf("%s with error %v", result.Outcome, result.Err)
	}
	if created && !strings.HasPrefix(result.Customer.ExternalID, result.Params.ExternalID) {
		t.Errorf("customer %s for item %s", result.Customer.ExternalID, result.Params.ExternalID)
	}
	if result.Err != nil {
		_ = asError(t, result.Err)
	}
}

// outcomes returns the outcomes in the order of the input.
func outcomes(results map[int]customers.BulkResult) []customers.Outcome {
	list := make([]customers.Outcome, 0, len(results))
	for _, index := range slices.Sorted(maps.Keys(results)) {
		list = append(list, results[index].Outcome)
	}
	return list
}

// TestCreateAll_Outcomes produces every outcome, then runs the same input again, which resolves the unknown ones.
func TestCreateAll_Outcomes(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	srv.Seed(customers.Customer{ExternalID: "existing"})
	for _, fault := range []customerstest.Fault{ // one for each item that passes validation, except the last
		{Kind: customerstest.FaultDelay}, // a: created
		{Kind: customerstest.FaultDelay}, // existing: 409
		{Kind: customerstest.FaultStatus, Status: 422},
		{Kind: customerstest.FaultStatus, Status: 401},
		{Kind: customerstest.FaultStatus, Status: 403},
		{Kind: customerstest.FaultStatus, Status: 429},
		{Kind: customerstest.FaultStatus, Status: 503},
		{Kind: customerstest.FaultReset},
		{Kind: customerstest.FaultResetAfter},
		{Kind: customerstest.FaultTruncate},
	} {
		srv.Fail(fault, 1)
	}
	client := srv.Client(t, customers.WithRetry(customers.NoRetry))
	input := items("a", "existing", "422", "401", "403", "429", "503", "reset", "reset after", "truncated",
		"", "\xff", "z")
	inOrder := customers.BulkOptions{Concurrency: 1} // the faults are in the order of the input
	first, err := collectResults(t, client.CreateAll(t.Context(), input, inOrder))
	if err != nil {
		t.Fatal(err)
	}
	const (
		created, exists = customers.OutcomeCreated, customers.OutcomeExists
		refused, failed = customers.OutcomeRefused, customers.OutcomeFailed
		unknown         = customers.OutcomeUnknown
	)
	want := []customers.Outcome{
		created, exists, refused, failed, failed, failed, unknown, unknown, unknown, unknown, refused, refused, created,
	}
	if diff := cmp.Diff(want, outcomes(first)); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	wantSentinel(t, first[1].Err, customers.ErrConflict)
	wantSentinel(t, first[3].Err, customers.ErrUnauthorized)

	second, err := collectResults(t, client.CreateAll(t.Context(), input, customers.BulkOptions{}))
	if err != nil {
		t.Fatal(err)
	}
	want = []customers.Outcome{
		exists, exists, created, created, created, created, created, created, exists, exists, refused, refused, exists,
	}
	if diff := cmp.Diff(want, outcomes(second)); diff != "" {
		t.Errorf("outcomes of the second run (-want +got):\n%s", diff)
	}
	list, err := client.List(t.Context())
	if err != nil {
		t.Error(err)
	}
	if len(list) != 11 {
		t.Errorf("%d customers, want 11", len(list))
	}
}

// TestCreateAll_InvalidKey expects OutcomeFailed: an invalid API key is not a problem of the item.
func TestCreateAll_InvalidKey(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	client := srv.Client(t, customers.WithAPIKeySource(func(context.Context) (string, error) { return "a\nb", nil }))
	results, err := collectResults(t, client.CreateAll(t.Context(), items("a"), customers.BulkOptions{}))
	if err != nil {
		t.Fatal(err)
	}
	if got := results[0].Outcome; got != customers.OutcomeFailed {
		t.Errorf("outcome = %q, want %q", got, customers.OutcomeFailed)
	}
	wantSentinel(t, results[0].Err, customers.ErrClientSide)
}

// TestCreateAll_SkipExisting reads the list once and creates only the customers that are not in it.
func TestCreateAll_SkipExisting(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	srv.Seed(customers.Customer{ExternalID: "b"}, customers.Customer{ExternalID: "c"})
	client := srv.Client(t)
	skip := customers.BulkOptions{SkipExisting: true}
	results, err := collectResults(t, client.CreateAll(t.Context(), items("a", "b", "c", "d"), skip))
	if err != nil {
		t.Fatal(err)
	}
	want := []customers.Outcome{
		customers.OutcomeCreated, customers.OutcomeExists, customers.OutcomeExists, customers.OutcomeCreated,
	}
	if diff := cmp.Diff(want, outcomes(results)); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	if err := results[1].Err; err != nil {
		t.Errorf("error of an existing customer = %v, want nil", err)
	}
	operations := make([]string, 0, len(srv.Requests()))
	for _, r := range srv.Requests() {
		operations = append(operations, r.Operation)
	}
	if diff := cmp.Diff([]string{customerstest.OpList, customerstest.OpCreate, customerstest.OpCreate}, operations); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// TestCreateAll_SkipExistingWithoutList ends the run before the first Create if the list cannot be read.
func TestCreateAll_SkipExistingWithoutList(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	srv.Fail(customerstest.Fault{Status: http.StatusUnauthorized}, 1)
	skip := customers.BulkOptions{SkipExisting: true}
	results, err := collectResults(t, srv.Client(t).CreateAll(t.Context(), items("a"), skip))
	wantSentinel(t, err, customers.ErrUnauthorized)
	if len(results) != 0 {
		t.Errorf("%d results without a list, want none", len(results))
	}
}

// TestCreateAll_InvalidArguments refuses arguments before any I/O and before it takes an item.
func TestCreateAll_InvalidArguments(t *testing.T) {
	t.Parallel()
	client := newClient(t, "https://h")
	taken := 0
	seq := numbered("x", 1, &taken)
	for _, tc := range []struct {
		name   string
		client *customers.Client
		ctx    context.Context //nolint:containedctx // an argument under test
		seq    iter.Seq[customers.CreateParams]
		opts   customers.BulkOptions
		field  string
	}{
		{"zero client", &customers.Client{}, t.Context(), seq, customers.BulkOptions{}, "client"},
		{"nil context", client, nil, seq, customers.BulkOptions{}, "ctx"},
		{"nil seq", client, t.Context(), nil, customers.BulkOptions{}, "seq"},
		{"negative concurrency", client, t.Context(), seq, customers.BulkOptions{Concurrency: -1}, "concurrency"},
		{"too much concurrency", client, t.Context(), seq, customers.BulkOptions{Concurrency: 129}, "concurrency"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			results, err := collectResults(t, tc.client.CreateAll(tc.ctx, tc.seq, tc.opts))
			wantSentinel(t, err, customers.ErrInvalidArgument)
			e := asError(t, err)
			if e.Op != "CreateAll" {
				t.Errorf("Op = %q, want CreateAll", e.Op)
			}
			if len(e.Fields) != 1 || e.Fields[0].Field != tc.field {
				t.Errorf("Fields = %+v, want one for %s", e.Fields, tc.field)
			}
			if len(results) != 0 || taken != 0 {
				t.Errorf("%d items taken and %d results, want none", taken, len(results))
			}
		})
	}
}

// TestCreateAll_RunAgain repeats a run with lost responses until no outcome is unknown: each customer then exists once.
func TestCreateAll_RunAgain(t *testing.T) {
	t.Parallel()
	const n = 300
	srv := customerstest.NewServer(t)
	client := srv.Client(t)
	for range 50 {
		srv.Fail(customerstest.Fault{Kind: customerstest.FaultResetAfter}, 1)
		srv.Fail(customerstest.Fault{Kind: customerstest.FaultReset}, 1)
		srv.Fail(customerstest.Fault{Kind: customerstest.FaultStatus}, 1)
		srv.Fail(customerstest.Fault{Kind: customerstest.FaultTruncate}, 1)
	}
	runs, unresolved := 0, n
	for ; unresolved > 0 && runs < 5; runs++ {
		results, err := collectResults(t, client.CreateAll(t.Context(), numbered("c", n, new(int)), customers.BulkOptions{}))
		if err != nil {
			t.Fatal(err)
		}
		if len(results) != n {
			t.Fatalf("%d results, want %d", len(results), n)
		}
		unresolved = 0
		for _, result := range results {
			if result.Outcome != customers.OutcomeCreated && result.Outcome != customers.OutcomeExists {
				unresolved++
			}
		}
	}
	if unresolved > 0 {
		t.Errorf("%d unresolved items after %d runs", unresolved, runs)
	}
	if runs < 2 {
		t.Error("the first run resolved every item: the faults had no effect")
	}
	list, err := client.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, customer := range list {
		count[customer.ExternalID]++
	}
	if len(list) != n || len(count) != n {
		t.Errorf("%d customers with %d external IDs, want %d of both", len(list), len(count), n)
	}
}
