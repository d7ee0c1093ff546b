package faulttest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

const (
	apiKey   = "faulttest-key"
	basePath = "/account-manager"
	listPath = "/api/v1/account-manager/customers"
)

// newSandbox returns a sandbox with n customers, named seed-0 and so on, all active; the first has 100 addresses.
func newSandbox(t *testing.T, n int) *sandbox.Sandbox {
	t.Helper()
	box, err := sandbox.New(sandbox.Config{APIKey: apiKey})
	if err != nil {
		t.Fatal(err)
	}
	seed := sandbox.Seed{Customers: make([]sandbox.SeedCustomer, n)}
	for i := range seed.Customers {
		seed.Customers[i] = sandbox.SeedCustomer{ID: fmt.Sprintf("id-%d", i), ExternalID: fmt.Sprintf("seed-%d", i)}
	}
	for i := range 100 {
		seed.Customers[0].Addresses = append(seed.Customers[0].Addresses, fmt.Sprintf("0xAddress%d", i))
	}
	if err := box.Seed(seed); err != nil {
		t.Fatal(err)
	}
	return box
}

// stored asks the sandbox itself, without client, proxy or faults.
func stored[T any](t *testing.T, box *sandbox.Sandbox, path string) T {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("X-Api-Key", apiKey)
	w := httptest.NewRecorder()
	box.ServeHTTP(w, r)
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil || w.Code != http.StatusOK {
		t.Fatalf("the sandbox answers %s with %d %s", path, w.Code, w.Body)
	}
	return v
}

// storedList returns all customers that the sandbox has.
func storedList(t *testing.T, box *sandbox.Sandbox) []customers.Customer {
	t.Helper()
	return stored[[]customers.Customer](t, box, listPath)
}

// callHeader names the logical call that a request belongs to, however often the request is sent.
const callHeader = "X-Faulttest-Call"

// tally says what one call did to the server.
type tally struct {
	arrived int // requests that the sandbox got
	applied int // writes among them that it answered with a 2xx
}

// journal counts, in front of the sandbox, what each call did.
type journal struct {
	next  http.Handler
	mu    sync.Mutex
	calls map[string]tally
}

func newJournal(next http.Handler) *journal { return &journal{next: next, calls: map[string]tally{}} }

func (j *journal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.Header.Get(callHeader)
	if name == "" {
		j.next.ServeHTTP(w, r)
		return
	}
	seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	j.next.ServeHTTP(seen, r)
	j.mu.Lock()
	defer j.mu.Unlock()
	call := j.calls[name]
	call.arrived++
	if r.Method != http.MethodGet && seen.status/100 == 2 {
		call.applied++
	}
	j.calls[name] = call
}

// take returns what a call did, and forgets it.
func (j *journal) take(name string) tally {
	j.mu.Lock()
	defer j.mu.Unlock()
	defer delete(j.calls, name)
	return j.calls[name]
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}
