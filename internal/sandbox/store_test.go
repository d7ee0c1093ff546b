package sandbox

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

func newTestStore() *store {
	n := 0
	return newStore(Config{
		ParticipantID: "p", Now: time.Now, NewID: func() string { n++; return fmt.Sprintf("id-%d", n) },
	})
}

// TestParallelUse is for the race detector: NewID of the store counts without a lock of its own.
func TestParallelUse(t *testing.T) {
	t.Parallel()
	const workers, rounds = 8, 200
	s := newTestStore()
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			for round := range rounds {
				created, err := s.create(fmt.Sprintf("ext-%d-%d", worker, round), "active")
				if err != nil {
					t.Errorf("create: %v", err)
					return
				}
				updated, err := s.update(created.id, "inactive")
				if err != nil || !updated.updatedAt.After(created.updatedAt) {
					t.Errorf("update: %+v, %v", updated, err)
				}
				if err := s.setAddresses(created.id, `["a"]`); err != nil {
					t.Errorf("setAddresses: %v", err)
				}
				if got, err := s.get(created.id); err != nil || got.status != "inactive" || got.addresses != `["a"]` {
					t.Errorf("get: %+v, %v", got, err)
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

// wantOrdered checks that a snapshot is in the order of creation, whatever happened meanwhile.
func wantOrdered(t *testing.T, snapshot list) {
	t.Helper()
	var last time.Time
	for r := range snapshot.all() {
		if r.createdAt.Before(last) {
			t.Errorf("%s was created at %v, after a later one", r.id, r.createdAt)
		}
		last = r.createdAt
	}
}

func TestOnlyOneOfManyCreatesWins(t *testing.T) {
	t.Parallel()
	s := newTestStore()
	var group sync.WaitGroup
	results := make(chan error, 16)
	for range cap(results) {
		group.Go(func() {
			_, err := s.create("same", "active")
			results <- err
		})
	}
	group.Wait()
	close(results)
	won := 0
	for err := range results {
		if err == nil {
			won++
		} else if !errors.Is(err, errExternalIDTaken) {
			t.Errorf("create = %v, want errExternalIDTaken", err)
		}
	}
	if won != 1 || s.len() != 1 {
		t.Errorf("%d creates won and %d customers exist, want 1", won, s.len())
	}
}

func TestConcurrentUpdatesAllMoveUpdatedAt(t *testing.T) {
	t.Parallel()
	const updates = 50
	at := time.Date(2026, time.April, 2, 9, 0, 0, 0, time.UTC)
	s := newStore(Config{Now: func() time.Time { return at }, NewID: func() string { return "a" }})
	if _, err := s.create("x", "active"); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range updates {
		group.Go(func() {
			if _, err := s.update("a", "inactive"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	got, err := s.get("a")
	if want := at.Add(updates * time.Millisecond); err != nil || !got.updatedAt.Equal(want) {
		t.Errorf("updatedAt = %v, %v, want %v", got.updatedAt, err, want)
	}
}

func TestHolesAreClosed(t *testing.T) {
	t.Parallel()
	const n = 3000
	s := newTestStore()
	for i := range n {
		if _, err := s.create(fmt.Sprintf("ext-%d", i), "active"); err != nil {
			t.Fatal(err)
		}
	}
	snapshot := s.snapshot()
	for i := 1; i <= n; i++ { // every tenth stays
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
			t.Fatalf("the snapshot taken before has %s at %d", r.id, i)
		}
	}
	if i != n {
		t.Errorf("the snapshot taken before has %d customers, want %d", i, n)
	}
}

func TestCreateAndDeleteForeverNeedsNoMemory(t *testing.T) {
	t.Parallel()
	s := newTestStore()
	for range 1000 {
		created, err := s.create("same", "active")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.delete(created.id); err != nil {
			t.Fatal(err)
		}
	}
	if s.order.length > 1 {
		t.Errorf("%d holes are left of customers that are gone", s.order.length)
	}
}
