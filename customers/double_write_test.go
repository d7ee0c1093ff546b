package customers_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// writes is the number of customers that each kind of write is tried on.
const writes = 1500

// TestNoDoubleWrite runs thousands of writes against a sandbox with random faults, and compares the result of each call
// with the sandbox's journal. A Create or Delete is applied at most once. A write that succeeded was applied. A write
// that failed was not, unless its error is ErrOutcomeUnknown.
func TestNoDoubleWrite(t *testing.T) {
	t.Parallel()
	client, service := faultySandbox(t)
	var deletes, updates sandbox.Seed
	for i := range writes {
		id := numberedID("delete", i)
		deletes.Customers = append(deletes.Customers, sandbox.SeedCustomer{ID: id, ExternalID: id})
		id = numberedID("update", i)
		updates.Customers = append(updates.Customers, sandbox.SeedCustomer{ID: id, ExternalID: id})
	}
	if err := errors.Join(service.Seed(deletes), service.Seed(updates)); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]func(id string) error{
		"create": func(id string) error {
			_, err := client.Create(t.Context(), customers.CreateParams{ExternalID: id, Status: customers.StatusActive})
			return err
		},
		"update": func(id string) error {
			_, err := client.Update(t.Context(), id, customers.UpdateParams{Status: customers.StatusInactive})
			return err
		},
		"delete": func(id string) error { return client.Delete(t.Context(), id) },
	}
	var mu sync.Mutex
	results := map[string]error{}
	var workers sync.WaitGroup
	for worker := range 16 {
		workers.Go(func() {
			for i := worker; i < writes; i += 16 {
				for kind, write := range kinds {
					id := numberedID(kind, i)
					err := write(id)
					mu.Lock()
					results[id] = err
					mu.Unlock()
				}
			}
		})
	}
	workers.Wait()
	checkJournal(t, service.Journal(), results)
}

// checkJournal compares the results of the writes with the journal of what was applied.
func checkJournal(t *testing.T, journal []sandbox.Entry, results map[string]error) {
	t.Helper()
	applied := applications(t, journal)
	succeeded, failed, unknown := 0, 0, 0
	for id, err := range results {
		n := applied[id]
		if n > 1 && !strings.HasPrefix(id, "update-") { // a repeated PUT sets the same status again
			t.Errorf("%s was applied %d times: %v", id, n, err)
		}
		switch {
		case err == nil:
			succeeded++
			if n == 0 {
				t.Errorf("%s succeeded but was not applied", id)
			}
		case errors.Is(err, customers.ErrOutcomeUnknown):
			unknown++
		default:
			failed++
			if n != 0 {
				t.Errorf("%s failed but was applied: %v", id, err)
			}
		}
	}
	t.Logf("%d succeeded, %d failed, %d with an unknown outcome", succeeded, failed, unknown)
	if succeeded < writes {
		t.Errorf("%d writes succeeded, want at least %d: there are too many faults", succeeded, writes)
	}
	if failed < writes/20 || unknown < writes/20 {
		t.Errorf("%d writes failed, %d have an unknown outcome, want at least %d of both", failed, unknown, writes/20)
	}
}

// applications returns how often each write was applied, by external ID without the suffix of makeUnique.
func applications(t *testing.T, journal []sandbox.Entry) map[string]int {
	t.Helper()
	applied := map[string]int{}
	for _, entry := range journal {
		id, _, unique := strings.Cut(entry.ExternalID, "#")
		if entry.Operation == "createCustomer" && !unique {
			t.Fatalf("%s has no suffix: a second Create of it would be refused", entry.ExternalID)
		}
		applied[id]++
	}
	return applied
}

// TestCreateAll_ResultsMatchJournal compares each result with the journal of a sandbox with random faults.
func TestCreateAll_ResultsMatchJournal(t *testing.T) {
	t.Parallel()
	client, service := faultySandbox(t)
	taken := 0
	opts := customers.BulkOptions{Concurrency: 16}
	results, err := collectResults(t, client.CreateAll(t.Context(), numbered("create", writes, &taken), opts))
	if err != nil {
		t.Fatal(err)
	}
	if taken != writes || len(results) != writes {
		t.Fatalf("%d items taken and %d results, want %d of both", taken, len(results), writes)
	}
	applied := applications(t, service.Journal())
	count := map[customers.Outcome]int{}
	for _, result := range results {
		count[result.Outcome]++
		id, n := result.Params.ExternalID, applied[result.Params.ExternalID]
		if n > 1 {
			t.Errorf("%s was created %d times: %v", id, n, result.Err)
		}
		switch result.Outcome {
		case customers.OutcomeCreated:
			if n == 0 {
				t.Errorf("%s is reported as created but was not", id)
			}
		case customers.OutcomeUnknown:
		default:
			if n != 0 {
				t.Errorf("%s is reported as %q but was created: %v", id, result.Outcome, result.Err)
			}
		}
		delete(applied, id)
	}
	if len(applied) != 0 {
		t.Errorf("the journal has customers that are no item: %v", applied)
	}
	t.Log(count)
	for _, outcome := range []customers.Outcome{
		customers.OutcomeCreated, customers.OutcomeRefused, customers.OutcomeUnknown,
	} {
		if count[outcome] < writes/200 {
			t.Errorf("%d items are %q, want at least %d", count[outcome], outcome, writes/200)
		}
	}
}

func numberedID(prefix string, i int) string { return fmt.Sprintf("%s-%d", prefix, i) }

// faultySandbox returns a client of a sandbox that has a random fault in every second request.
func faultySandbox(t *testing.T) (*customers.Client, *sandbox.Sandbox) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	service, err := sandbox.New(sandbox.Config{APIKey: testKey, Journal: true})
	if err != nil {
		t.Fatal(err)
	}
	faults := []string{
		"status;status=400", "status;status=429", "status;status=500", "status;status=503", "html", "redirect", "reset",
		"reset-after", "reset-after", "truncate", "garbage", "content-type", "delay;delay=1ms",
	}
	var mu sync.Mutex
	requests := 0
	random := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // not security-sensitive
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		if random.IntN(2) == 0 {
			r.Header.Set(sandbox.FaultHeader, faults[random.IntN(len(faults))])
		}
		requests++
		number := requests
		mu.Unlock()
		if r.Method == http.MethodPost {
			makeUnique(t, r, number)
		}
		service.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	return newClient(t, srv.URL,
		customers.WithRetry(customers.RetryPolicy{}),
		customers.WithJitter(func(time.Duration) time.Duration { return 0 }),
	), service
}

// makeUnique appends the number of the request to the external ID of a Create, so that the sandbox applies a repeated
// Create instead of refusing it as a duplicate.
func makeUnique(t *testing.T, r *http.Request, number int) {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	unique := strings.Replace(string(body), `","status"`, fmt.Sprintf(`#%d","status"`, number), 1)
	r.Body = io.NopCloser(strings.NewReader(unique))
	r.ContentLength = int64(len(unique))
}
