package sandbox

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func newTestStore() *store {
	n := 0
	return newStore(Config{
		ParticipantID: "p", Now: time.Now, NewID: func() string { n++; return fmt.Sprintf("id-%d", n) },
	})
}

// TestStore_ConcurrentUse also shows the race detector that calls of NewID are serialized: it counts without a lock.
func TestStore_ConcurrentUse(t *testing.T) {
	t.Parallel()
	const workers, rounds = 8, 200
	s := newTestStore()
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			for round := range rounds {
				created, err := create(s, fmt.Sprintf("ext-%d-%d", worker, round))
				if err != nil {
					t.Errorf("create: %v", err)
					return
				}
				updated, err := update(s, created.id, "inactive")
				if err != nil {
					t.Errorf("update: %v", err)
				} else if !decode(t, updated).UpdatedAt.After(decode(t, created).UpdatedAt) {
					t.Errorf("update: the customer is %s, want it after that of %s", updated.json, created.json)
				}
				if err := s.setAddresses(created.id, `["a"]`); err != nil {
					t.Errorf("setAddresses: %v", err)
				}
				if got, err := s.get(created.id); err != nil {
					t.Errorf("get: %v", err)
				} else if decode(t, got).Status != "inactive" || got.addresses != `["a"]` {
					t.Errorf("get: %s with addresses %s, want the last changes", got.json, got.addresses)
				}
				wantOrdered(t, s.snapshot())
				if round%2 == 0 {
					if err := s.delete(created.id); err != nil {
						t.Errorf("delete: %v", err)
					}
				}
			}
		})
	}
	group.Wait()
	if got, want := s.len(), workers*rounds/2; got != want {
		t.Errorf("%d customers are left, want %d", got, want)
	}
}

// wantOrdered checks that a snapshot is in the order of creation.
func wantOrdered(t *testing.T, snapshot snapshot) {
	t.Helper()
	var last time.Time
	for r := range snapshot.all() {
		created := decode(t, r).CreatedAt
		if created.Before(last) {
			t.Errorf("%s was created at %v, but follows a later one", r.id, created)
		}
		last = created
	}
}

func TestStore_OneConcurrentCreateSucceeds(t *testing.T) {
	t.Parallel()
	s := newTestStore()
	var group sync.WaitGroup
	results := make(chan error, 16)
	for range cap(results) {
		group.Go(func() {
			_, err := create(s, "same")
			results <- err
		})
	}
	group.Wait()
	close(results)
	succeeded := 0
	for err := range results {
		if err == nil {
			succeeded++
		} else if !errors.Is(err, errExternalIDTaken) {
			t.Errorf("create = %v, want errExternalIDTaken", err)
		}
	}
	if succeeded != 1 {
		t.Errorf("%d creates succeeded, want 1", succeeded)
	}
	if got := s.len(); got != 1 {
		t.Errorf("%d customers exist, want 1", got)
	}
}

func TestStore_ConcurrentUpdatesAdvanceUpdatedAt(t *testing.T) {
	t.Parallel()
	const updates = 50
	at := time.Date(2026, time.April, 2, 9, 0, 0, 0, time.UTC)
	s := newStore(Config{Now: func() time.Time { return at }, NewID: func() string { return "a" }})
	if _, err := create(s, "x"); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range updates {
		group.Go(func() {
			if _, err := update(s, "a", "inactive"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	got, err := s.get("a")
	if err != nil {
		t.Fatal(err)
	}
	if want, last := at.Add(updates*time.Millisecond), decode(t, got).UpdatedAt; !last.Equal(want) {
		t.Errorf("updatedAt = %v, want %v", last, want)
	}
}

func TestStore_CompactsHoles(t *testing.T) {
	t.Parallel()
	const n = 3000
	s := newTestStore()
	for i := range n {
		if _, err := create(s, fmt.Sprintf("ext-%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	snapshot := s.snapshot()
	for i := 1; i <= n; i++ { // keep every tenth
		if i%10 == 0 {
			continue
		}
		if err := s.delete(fmt.Sprintf("id-%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	if holes := s.order.length - s.len(); holes > s.len() {
		t.Errorf("%d holes among %d customers", holes, s.len())
	}
	for i := 10; i <= n; i += 10 {
		id := fmt.Sprintf("id-%d", i)
		if got, err := s.get(id); err != nil || got.id != id {
			t.Fatalf("get(%s) = %+v, %v", id, got, err)
		}
	}
	wantOrdered(t, s.snapshot())
	i := 0
	for r := range snapshot.all() {
		if i++; r.id != fmt.Sprintf("id-%d", i) {
			t.Fatalf("the snapshot from before the deletes has %s at %d", r.id, i)
		}
	}
	if i != n {
		t.Errorf("the snapshot from before the deletes has %d customers, want %d", i, n)
	}
}

func TestStore_CreateAndDeleteLeavesNoHoles(t *testing.T) {
	t.Parallel()
	s := newTestStore()
	for range 1000 {
		created, err := create(s, "same")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.delete(created.id); err != nil {
			t.Fatal(err)
		}
	}
	if s.order.length > 1 {
		t.Errorf("%d holes are left of deleted customers", s.order.length)
	}
}

// TestJournal checks that a request is recorded if it was carried out, even if the client received no response.
func TestJournal(t *testing.T) {
	t.Parallel()
	s := newSandbox(t)
	for _, fault := range []string{"reset", "reset-after", "status"} {
		statusOf(t, s, http.MethodDelete, fault)
	}
	entries := s.Journal()
	want := []Entry{{"deleteCustomer", "customer-id", "customer-ext-001", "active"}} // by reset-after
	if diff := cmp.Diff(want, entries); diff != "" {
		t.Errorf("journal (-want +got):\n%s", diff)
	}
}
