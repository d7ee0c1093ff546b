package customers_test

import (
	"fmt"
	"net/http"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/customers/customerstest"
)

// TestBulkTellsTheTruth holds each result against the journal of a service that fails at random.
func TestBulkTellsTheTruth(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	client, service := chaos(t, seed)
	taken := 0
	got, err := results(t, client.CreateAll(t.Context(), numbered("create", writes, &taken), customers.BulkOptions{Concurrency: 16}))
	if err != nil || len(got) != writes || taken != writes {
		t.Fatalf("%d items taken, %d results, %v, want %d", taken, len(got), err, writes)
	}
	done := map[string]int{}
	for _, entry := range service.Journal() {
		var i int
		if _, err := fmt.Sscanf(entry.ExternalID, "create-%d#", &i); err != nil {
			t.Fatal(err)
		}
		done[name("create", i)]++
	}
	count := map[customers.Outcome]int{}
	for _, result := range got {
		count[result.Outcome]++
		n := done[result.Params.ExternalID]
		created, unknown := result.Outcome == customers.OutcomeCreated, result.Outcome == customers.OutcomeUnknown
		if n > 1 || n == 0 && created || n == 1 && !created && !unknown {
			t.Errorf("%s is %q and was created %d times: %v", result.Params.ExternalID, result.Outcome, n, result.Err)
		}
	}
	t.Log(count)
	for _, outcome := range []customers.Outcome{
		customers.OutcomeCreated, customers.OutcomeRefused, customers.OutcomeUnknown,
	} {
		if count[outcome] < writes/200 {
			t.Errorf("%d items are %q: the faults do not reach every outcome", count[outcome], outcome)
		}
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

// TestBulkLeavesNothingRunning breaks out while a server does not answer. It must be alone.
func TestBulkLeavesNothingRunning(t *testing.T) { //nolint:paralleltest // other tests' goroutines are not ours to count
	var requests atomic.Int64
	first := func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) == 1 {
			respond(201, jsonType, documented)(w, r)
			return
		}
		hangAfter("")(w, r)
	}
	leakFree(t, "break", first, func(client *customers.Client) {
		patient, err := client.With(customers.WithAttemptTimeout(10 * time.Second))
		if err != nil {
			t.Fatal(err)
		}
		for result, err := range patient.CreateAll(t.Context(), numbered("x", 1000, new(int)), customers.BulkOptions{}) {
			if err != nil || result.Outcome != customers.OutcomeCreated {
				t.Errorf("%q, %v: %v", result.Outcome, result.Err, err)
			}
			break
		}
	})
}
