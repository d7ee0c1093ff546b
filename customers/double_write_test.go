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

// writes is how many customers each kind of write is tried on.
const writes = 1500

// TestNoDoubleWrite runs thousands of writes against a service that fails at random, and holds what each call reported
// against the service's own journal. A Create or Delete is carried out at most once, whatever happens. A call that
// succeeded was carried out. One that failed was not, unless its error says ErrOutcomeUnknown.
func TestNoDoubleWrite(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	client, service := chaos(t, seed)
	var deletes, updates sandbox.Seed
	for i := range writes {
		deletes.Customers = append(deletes.Customers, sandbox.SeedCustomer{ID: name("delete", i), ExternalID: name("delete", i)})
		updates.Customers = append(updates.Customers, sandbox.SeedCustomer{ID: name("update", i), ExternalID: name("update", i)})
	}
	if err := errors.Join(service.Seed(deletes), service.Seed(updates)); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]func(name string) error{
		"create": func(name string) error {
			_, err := client.Create(t.Context(), customers.CreateParams{ExternalID: name, Status: customers.StatusActive})
			return err
		},
		"update": func(name string) error {
			_, err := client.Update(t.Context(), name, customers.UpdateParams{Status: customers.StatusInactive})
			return err
		},
		"delete": func(name string) error { return client.Delete(t.Context(), name) },
	}
	var mu sync.Mutex
	reported := map[string]error{}
	var callers sync.WaitGroup
	for worker := range 16 {
		callers.Go(func() {
			for i := worker; i < writes; i += 16 {
				for kind, do := range kinds {
					err := do(name(kind, i))
					mu.Lock()
					reported[name(kind, i)] = err
					mu.Unlock()
				}
			}
		})
	}
	callers.Wait()
	judge(t, service.Journal(), reported)
}

// judge compares what the calls reported with what was carried out.
func judge(t *testing.T, journal []sandbox.Entry, reported map[string]error) {
	t.Helper()
	done := map[string]int{}
	for _, entry := range journal {
		name, _, _ := strings.Cut(entry.ExternalID, "#")
		done[name]++
	}
	succeeded, refused, unknown := 0, 0, 0
	for name, err := range reported {
		n := done[name]
		if n > 1 && name[:6] != "update" { // a PUT that is repeated sets the same status again
			t.Errorf("%s was carried out %d times: %v", name, n, err)
		}
		switch {
		case err == nil:
			succeeded++
			if n == 0 {
				t.Errorf("%s is reported as done and was not carried out", name)
			}
		case errors.Is(err, customers.ErrOutcomeUnknown):
			unknown++
		default:
			refused++
			if n != 0 {
				t.Errorf("%s is reported as failed and was carried out: %v", name, err)
			}
		}
	}
	t.Logf("%d succeeded, %d failed for certain, %d with an unknown outcome", succeeded, refused, unknown)
	if succeeded < writes || refused < writes/20 || unknown < writes/20 {
		t.Error("the faults do not reach every outcome")
	}
}

// makeUnique gives each create another external ID, so that a second one is carried out and not refused as a duplicate.
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

func name(kind string, i int) string { return fmt.Sprintf("%s-%d", kind, i) }

// chaos returns a client of a sandbox that misbehaves at random in every second request.
func chaos(t *testing.T, seed uint64) (*customers.Client, *sandbox.Sandbox) {
	t.Helper()
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
	random := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // no secret hangs on it
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
