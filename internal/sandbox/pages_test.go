package sandbox

import (
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// numberedPages returns pages with records whose ids are 0, 1, 2 and so on.
func numberedPages(n int) *pages {
	var p pages
	for i := range n {
		p.push(&record{id: strconv.Itoa(i)})
	}
	return &p
}

func ids(l list) []string {
	found := []string{}
	for r := range l.all() {
		found = append(found, r.id)
	}
	return found
}

func wantIDs(n int) []string {
	want := make([]string, n)
	for i := range want {
		want[i] = strconv.Itoa(i)
	}
	return want
}

func TestPagesKeepTheOrder(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, pageSize - 1, pageSize, pageSize + 1, 3 * pageSize} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			t.Parallel()
			p := numberedPages(n)
			if diff := cmp.Diff(wantIDs(n), ids(p.snapshot())); diff != "" {
				t.Errorf("ids (-want +got):\n%s", diff)
			}
			for i, want := range wantIDs(n) {
				if got := p.at(i).id; got != want {
					t.Fatalf("at(%d) = %s", i, got)
				}
			}
		})
	}
}

func TestSnapshotDoesNotChange(t *testing.T) {
	t.Parallel()
	const n = pageSize + 10
	tests := []struct {
		name   string
		change func(*pages)
		want   []string
	}{
		{"set", func(p *pages) { p.set(0, &record{id: "x"}) }, append([]string{"x"}, wantIDs(n)[1:]...)},
		{"hole", func(p *pages) { p.set(pageSize, nil) }, slices.Delete(wantIDs(n), pageSize, pageSize+1)},
		{"push", func(p *pages) { p.push(&record{id: "x"}) }, append(wantIDs(n), "x")},
		{"truncate", func(p *pages) { p.truncate(pageSize - 1) }, wantIDs(pageSize - 1)},
		{"truncate and push", func(p *pages) { p.truncate(3); p.push(&record{id: "x"}) }, append(wantIDs(3), "x")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := numberedPages(n)
			snapshot := p.snapshot()
			test.change(p)
			if diff := cmp.Diff(wantIDs(n), ids(snapshot)); diff != "" {
				t.Errorf("the snapshot taken before (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.want, ids(p.snapshot())); diff != "" {
				t.Errorf("the pages after (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOnlyFrozenPagesAreCopied(t *testing.T) {
	t.Parallel()
	p := numberedPages(2 * pageSize)
	p.snapshot()
	first, second := p.list[0], p.list[1]
	p.set(0, nil)
	copied := p.list[0]
	p.set(1, nil)
	if copied == first || p.list[0] != copied || p.list[1] != second {
		t.Error("want one copy of the page that was changed, and none of the other")
	}
}

func TestAllCanBeLeft(t *testing.T) {
	t.Parallel()
	count := 0
	for range numberedPages(10).snapshot().all() {
		if count++; count == 3 {
			break
		}
	}
	if count != 3 {
		t.Errorf("went on after the break, to %d", count)
	}
}
