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

// newSandbox returns a sandbox with n active customers, id-0, id-1 and so on. The first one has 100 addresses.
func newSandbox(t *testing.T, n int) *sandbox.Sandbox {
	t.Helper()
	sb, err := sandbox.New(sandbox.Config{APIKey: apiKey})
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
	if err := sb.Seed(seed); err != nil {
		t.Fatal(err)
	}
	return sb
}

// stored reads path from the sandbox, without a client, proxy or injected faults.
func stored[T any](t *testing.T, sb *sandbox.Sandbox, path string) T {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("X-Api-Key", apiKey)
	w := httptest.NewRecorder()
	sb.ServeHTTP(w, r)
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil || w.Code != http.StatusOK {
		t.Fatalf("the sandbox responded to GET %s with %d %s", path, w.Code, w.Body)
	}
	return v
}

// storedList returns all customers of the sandbox.
func storedList(t *testing.T, sb *sandbox.Sandbox) []customers.Customer {
	t.Helper()
	return stored[[]customers.Customer](t, sb, listPath)
}

// callHeader is the name of the header that identifies the call. All attempts of a call send the same value.
const callHeader = "X-Faulttest-Call"

// requestCounts counts the requests of one call.
type requestCounts struct {
	received int // by the sandbox
	applied  int // writes among them with a 2xx response of the sandbox
}

// journal is a handler in front of the sandbox that counts the requests of each call.
type journal struct {
	next  http.Handler
	mu    sync.Mutex
	calls map[string]requestCounts
}

func newJournal(next http.Handler) *journal {
	return &journal{next: next, calls: map[string]requestCounts{}}
}

func (j *journal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call := r.Header.Get(callHeader)
	if call == "" {
		j.next.ServeHTTP(w, r)
		return
	}
	sw := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	j.next.ServeHTTP(sw, r)
	j.mu.Lock()
	defer j.mu.Unlock()
	counts := j.calls[call]
	counts.received++
	if r.Method != http.MethodGet && sw.status/100 == 2 {
		counts.applied++
	}
	j.calls[call] = counts
}

// take returns the counts of a call and removes them from the journal.
func (j *journal) take(call string) requestCounts {
	j.mu.Lock()
	defer j.mu.Unlock()
	defer delete(j.calls, call)
	return j.calls[call]
}

// statusWriter records the status code of a response.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}
