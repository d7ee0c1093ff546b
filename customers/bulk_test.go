package customers_test

import (
	"context"
	"errors"
	"iter"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// items are the params of customers with these external IDs.
func items(externalIDs ...string) iter.Seq[customers.CreateParams] {
	return func(yield func(customers.CreateParams) bool) {
		for _, id := range externalIDs {
			if !yield(customers.CreateParams{ExternalID: id, Status: customers.StatusActive}) {
				return
			}
		}
	}
}

// numbered are n items, named for kind and number; taken counts how many were asked for.
func numbered(kind string, n int, taken *int) iter.Seq[customers.CreateParams] {
	return func(yield func(customers.CreateParams) bool) {
		for i := range n {
			*taken++
			if !yield(customers.CreateParams{ExternalID: name(kind, i), Status: customers.StatusActive}) {
				return
			}
		}
	}
}

// results collects a run by index, and demands that each item has one result, with what its outcome promises.
func results(t *testing.T, run iter.Seq2[customers.BulkResult, error]) (map[int]customers.BulkResult, error) {
	t.Helper()
	got := map[int]customers.BulkResult{}
	var last error
	for result, err := range run {
		if last != nil {
			t.Errorf("an item after the error %v", last)
		}
		if err != nil {
			last = err
			continue
		}
		keep(t, got, result)
	}
	return got, last
}

func keep(t *testing.T, got map[int]customers.BulkResult, result customers.BulkResult) {
	t.Helper()
	if _, twice := got[result.Index]; twice {
		t.Errorf("two results of item %d", result.Index)
	}
	got[result.Index] = result
	created := result.Outcome == customers.OutcomeCreated
	if created != (result.Customer != nil) || created && result.Err != nil {
		t.Errorf("%s with customer %v and error %v", result.Outcome, result.Customer, result.Err)
	}
	if created && !strings.HasPrefix(result.Customer.ExternalID, result.Params.ExternalID) {
		t.Errorf("customer %s of item %s", result.Customer.ExternalID, result.Params.ExternalID)
	}
	if result.Err != nil {
		_ = asError(t, result.Err)
	}
}

func outcomes(got map[int]customers.BulkResult) []customers.Outcome {
	list := make([]customers.Outcome, 0, len(got))
	for _, index := range slices.Sorted(maps.Keys(got)) {
		list = append(list, got[index].Outcome)
	}
	return list
}

// TestBulkOutcomes meets every outcome, then runs again with the same input, which settles what was open.
func TestBulkOutcomes(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	srv.Seed(customers.Customer{ExternalID: "there"})
	fault := func(kind customerstest.FaultKind, status int) {
		srv.Fail(customerstest.Fault{Kind: kind, Status: status}, 1)
	}
	fault(customerstest.FaultDelay, 0) // of a, which is created all the same
	fault(customerstest.FaultDelay, 0) // of there
	fault(customerstest.FaultStatus, 422)
	fault(customerstest.FaultStatus, 401)
	fault(customerstest.FaultStatus, 403)
	fault(customerstest.FaultStatus, 429)
	fault(customerstest.FaultStatus, 503)
	fault(customerstest.FaultReset, 0)
	fault(customerstest.FaultResetAfter, 0)
	fault(customerstest.FaultTruncate, 0)
	client := srv.Client(t, customers.WithRetry(customers.NoRetry))
	input := items("a", "there", "bad", "key", "forbidden", "limit", "gateway", "reset", "lost", "cut", "", "\xff", "z")
	one := customers.BulkOptions{Concurrency: 1} // the faults come in the order of the input
	first, err := results(t, client.CreateAll(t.Context(), input, one))
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

	again, err := results(t, client.CreateAll(t.Context(), input, customers.BulkOptions{}))
	if err != nil {
		t.Fatal(err)
	}
	want = []customers.Outcome{
		exists, exists, created, created, created, created, created, created, exists, exists, refused, refused, exists,
	}
	if diff := cmp.Diff(want, outcomes(again)); diff != "" {
		t.Errorf("outcomes of the second run (-want +got):\n%s", diff)
	}
	if list, err := client.List(t.Context()); err != nil || len(list) != 11 {
		t.Errorf("%d customers, %v, want each of 11 once", len(list), err)
	}
}

// TestBulkWithAKeyThatIsNone fails for the client's reason: no item is refused.
func TestBulkWithAKeyThatIsNone(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	client := srv.Client(t, customers.WithAPIKeySource(func(context.Context) (string, error) { return "a\nb", nil }))
	got, err := results(t, client.CreateAll(t.Context(), items("a"), customers.BulkOptions{}))
	if err != nil || got[0].Outcome != customers.OutcomeFailed || !errors.Is(got[0].Err, customers.ErrInvalidArgument) {
		t.Errorf("%+v, %v, want it failed", got[0], err)
	}
}

// TestBulkSkipExisting reads the list once, and calls Create for nobody in it.
func TestBulkSkipExisting(t *testing.T) {
	t.Parallel()
	srv := customerstest.NewServer(t)
	srv.Seed(customers.Customer{ExternalID: "b"}, customers.Customer{ExternalID: "c"})
	client := srv.Client(t)
	got, err := results(t, client.CreateAll(t.Context(), items("a", "b", "c", "d"), customers.BulkOptions{SkipExisting: true}))
	want := []customers.Outcome{
		customers.OutcomeCreated, customers.OutcomeExists, customers.OutcomeExists, customers.OutcomeCreated,
	}
	if diff := cmp.Diff(want, outcomes(got)); diff != "" || err != nil {
		t.Errorf("%v, outcomes (-want +got):\n%s", err, diff)
	}
	requests := srv.Requests()
	if len(requests) != 3 || requests[0].Operation != "listCustomers" || got[1].Err != nil {
		t.Errorf("%d requests, the first %s, and %v, want the list and two creates", len(requests), requests[0].Operation, got[1].Err)
	}

	srv.Fail(customerstest.Fault{Status: http.StatusUnauthorized}, 1)
	got, err = results(t, client.CreateAll(t.Context(), items("e"), customers.BulkOptions{SkipExisting: true}))
	if len(got) != 0 {
		t.Errorf("%d results without a list", len(got))
	}
	wantSentinel(t, err, customers.ErrUnauthorized)
}

// TestBulkRefusesArguments before any I/O and before it takes an item.
func TestBulkRefusesArguments(t *testing.T) {
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
		{"no client", &customers.Client{}, t.Context(), seq, customers.BulkOptions{}, "client"},
		{"no context", client, nil, seq, customers.BulkOptions{}, "ctx"},
		{"no seq", client, t.Context(), nil, customers.BulkOptions{}, "seq"},
		{"negative", client, t.Context(), seq, customers.BulkOptions{Concurrency: -1}, "concurrency"},
		{"too many", client, t.Context(), seq, customers.BulkOptions{Concurrency: 129}, "concurrency"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := results(t, tc.client.CreateAll(tc.ctx, tc.seq, tc.opts))
			wantSentinel(t, err, customers.ErrInvalidArgument)
			if e := asError(t, err); e.Op != "CreateAll" || len(e.Fields) != 1 || e.Fields[0].Field != tc.field || len(got) != 0 || taken != 0 {
				t.Errorf("%+v after %d items and %d results, want %s", e.Fields, taken, len(got), tc.field)
			}
		})
	}
}

// TestBulkRunAgain repeats a run whose answers get lost until nothing is open: everybody is there, and once.
func TestBulkRunAgain(t *testing.T) {
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
	runs, open := 0, 1
	for ; open > 0 && runs < 5; runs++ {
		got, err := results(t, client.CreateAll(t.Context(), numbered("c", n, new(int)), customers.BulkOptions{}))
		if err != nil || len(got) != n {
			t.Fatalf("%d results, %v", len(got), err)
		}
		open = 0
		for _, result := range got {
			if result.Outcome != customers.OutcomeCreated && result.Outcome != customers.OutcomeExists {
				open++
			}
		}
	}
	list, err := client.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]int{}
	for _, customer := range list {
		there[customer.ExternalID]++
	}
	if open > 0 || runs < 2 || len(list) != n || len(there) != n {
		t.Errorf("after %d runs %d are open, %d customers, %d different, want %d", runs, open, len(list), len(there), n)
	}
}

// TestBulkMemoryIsFlat creates 100,000 customers from a generator. It must be alone.
func TestBulkMemoryIsFlat(t *testing.T) { //nolint:paralleltest // it reads the memory of the process
	const n = 100_000
	client := newClient(t, "https://h", customers.WithHTTPClient(&http.Client{Transport: roundTripper(echo)}))
	live := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most, count := live(), uint64(0), 0
	for result, err := range client.CreateAll(t.Context(), numbered("c", n, new(int)), customers.BulkOptions{}) {
		if err != nil || result.Err != nil {
			t.Fatal(err, result.Err)
		}
		if count++; count%10_000 == 0 {
			most = max(most, live())
		}
	}
	t.Logf("%d customers, live heap %d bytes before, at most %d", count, before, most)
	if count != n || most > before+1<<20 {
		t.Errorf("%d customers, live heap grew from %d to %d bytes", count, before, most)
	}
}
