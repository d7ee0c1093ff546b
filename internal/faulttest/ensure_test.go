package faulttest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

const (
	ensureCallers  = 16
	ensureBatches  = 40 // each with a sandbox of its own, so that the lists are short
	ensureIDs      = 50 // external IDs of a batch
	ensuresOfAnID  = 5
	ensureTimeout  = 200 * time.Millisecond // of an attempt
	ensureSomeRate = 5                      // one of so many external IDs must have been confirmed as created
)

// TestEnsure_RandomFaults runs 10,000 Ensures of 2,000 external IDs, at most 16 at a time, while faults are injected
// into the service, which refuses duplicates with 409 or 400. Each external ID gets exactly one customer. created is true only for the call that created it. A
// call that failed without ErrOutcomeUnknown created nothing, even after it returned.
func TestEnsure_RandomFaults(t *testing.T) { //nolint:paralleltest // the other tests have timeouts, and this one is busy
	batches := ensureBatches
	if testing.Short() {
		batches = 4
	}
	seed := rand.Uint64() //nolint:gosec // it is logged
	t.Logf("seed %d", seed)
	stats := map[string]int{}
	for batch := range batches {
		duplicate := [...]int{http.StatusConflict, http.StatusBadRequest}[batch%2]
		runEnsureBatch(t, seed+uint64(batch), duplicate, stats)
	}
	t.Logf("Ensures: %v", stats)
	for _, result := range []string{"created", "found", "outcome unknown", "certain failure"} {
		if stats[result] == 0 {
			t.Errorf("no Ensure had the result %q", result)
		}
	}
	if want := batches * ensureIDs / ensureSomeRate; stats["created"] < want {
		t.Errorf("%d of %d customers were reported as created, want at least %d", stats["created"], batches*ensureIDs, want)
	}
}

// ensureFaults are injected into a third of the requests. Those that let an attempt time out are rare, because they
// take time.
func ensureFaults() (among int, kinds []string) {
	quick := []string{"400", "429", "503", "502 after", "504 after", "close before", "close after", "truncate"}
	kinds = append(slices.Repeat(quick, 10), "hang before", "hang after", "late")
	return 3 * len(kinds), kinds
}

// ensured is the result of one Ensure.
type ensured struct {
	externalID string
	customer   *customers.Customer
	created    bool
	err        error
}

// runEnsureBatch makes the Ensures of one external ID at about the same time, and checks their results. The service
// refuses duplicates with the given status code.
func runEnsureBatch(t *testing.T, seed uint64, duplicate int, stats map[string]int) {
	t.Helper()
	sb, err := sandbox.New(sandbox.Config{APIKey: apiKey})
	if err != nil {
		t.Fatal(err)
	}
	journal := newJournal(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sb.ServeHTTP(&conflictWriter{w, duplicate}, r)
	}))
	among, kinds := ensureFaults()
	faults := newFaultInjector(journal, seed, among, kinds...)
	server := httptest.NewServer(http.StripPrefix(basePath, faults))
	defer server.Close()
	client, err := customers.New(server.URL+basePath, customers.WithAPIKey(apiKey),
		customers.WithAttemptTimeout(ensureTimeout),
		customers.WithRetry(customers.RetryPolicy{BaseDelay: time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}

	const disturbed = ensureIDs * ensuresOfAnID // one more for each external ID follows
	results := make([]ensured, disturbed+ensureIDs)
	var next atomic.Int64
	var running sync.WaitGroup
	for range ensureCallers {
		running.Go(func() {
			for i := int(next.Add(1)) - 1; i < disturbed; i = int(next.Add(1)) - 1 {
				results[i] = ensure(t, client, i, i/ensuresOfAnID)
			}
		})
	}
	running.Wait()

	faults.stop()
	patient, err := client.With(customers.WithAttemptTimeout(0)) // a busy machine must not cause a timeout
	if err != nil {
		t.Fatal(err)
	}
	for id := range ensureIDs {
		results[disturbed+id] = ensure(t, patient, disturbed+id, id)
		if err := results[disturbed+id].err; err != nil {
			t.Errorf("without faults: %v", err)
		}
	}
	server.Close() // waits for the requests that are carried out late
	checkEnsured(t, results, storedList(t, sb), journal, stats)
}

// conflictWriter replaces the status code 409.
type conflictWriter struct {
	http.ResponseWriter
	instead int
}

func (w *conflictWriter) WriteHeader(status int) {
	if status == http.StatusConflict {
		status = w.instead
	}
	w.ResponseWriter.WriteHeader(status)
}

// ensure makes one call. Its number identifies its requests in the journal.
func ensure(t *testing.T, client *customers.Client, number, id int) ensured {
	t.Helper()
	result := ensured{externalID: fmt.Sprintf("ensure-%d", id)}
	params := customers.CreateParams{ExternalID: result.externalID, Status: customers.StatusActive}
	result.customer, result.created, result.err = client.Ensure(t.Context(), params,
		customers.WithRequestHeader(callHeader, strconv.Itoa(number)))
	return result
}

// checkEnsured compares the results with the customers of the sandbox and with the journal.
func checkEnsured(
	t *testing.T, results []ensured, list []customers.Customer, journal *journal, stats map[string]int,
) {
	t.Helper()
	stored := map[string]string{}
	for _, customer := range list {
		if _, exists := stored[customer.ExternalID]; exists {
			t.Errorf("%s has more than one customer", customer.ExternalID)
		}
		stored[customer.ExternalID] = customer.ID
	}
	if len(stored) != ensureIDs {
		t.Errorf("%d external IDs have a customer, want %d", len(stored), ensureIDs)
	}
	reported := map[string]int{}
	for i, result := range results {
		applied := journal.take(strconv.Itoa(i)).applied
		if result.created {
			reported[result.externalID]++
		}
		switch {
		case result.err == nil && result.created:
			stats["created"]++
			if applied != 1 {
				t.Errorf("%s: created is true, but this call created %d customers", result.externalID, applied)
			}
		case result.err == nil:
			stats["found"]++
		case errors.Is(result.err, customers.ErrOutcomeUnknown):
			stats["outcome unknown"]++
		default:
			stats["certain failure"]++
			if applied > 0 {
				t.Errorf("%s failed without ErrOutcomeUnknown, but was created: %v", result.externalID, result.err)
			}
		}
		if result.err == nil && result.customer.ID != stored[result.externalID] {
			t.Errorf("%s: customer %s, want %s", result.externalID, result.customer.ID, stored[result.externalID])
		}
	}
	for id, n := range reported {
		if n > 1 {
			t.Errorf("%s: created is true for %d calls", id, n)
		}
	}
}
