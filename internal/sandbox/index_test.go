package sandbox

import (
	"fmt"
	"testing"
)

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
