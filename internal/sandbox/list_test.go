package sandbox

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
)

func TestList_OrderOfCreation(t *testing.T) {
	t.Parallel()
	f, _ := seeded(t)
	for _, externalID := range []string{"z", "a", "m"} {
		f.do(t, http.MethodPost, customersPath, `{"externalId":"`+externalID+`","status":"active"}`)
	}
	f.do(t, http.MethodPut, customersPath+"/customer-id", `{"status":"inactive"}`)
	f.do(t, http.MethodDelete, customersPath+"/"+f.store.order.at(2).id, "")
	f.do(t, http.MethodPost, customersPath, `{"externalId":"a","status":"active"}`)
	want := []string{"customer-ext-001", "z", "m", "a"}
	if diff := cmp.Diff(want, externalIDs(t, f.do(t, http.MethodGet, customersPath, "").body)); diff != "" {
		t.Errorf("externalIds (-want +got):\n%s", diff)
	}
}

func externalIDs(t *testing.T, body string) []string {
	t.Helper()
	var customers []struct {
		ExternalID string `json:"externalId"`
	}
	if err := json.Unmarshal([]byte(body), &customers); err != nil {
		t.Fatalf("list is not JSON: %v", err)
	}
	ids := make([]string, len(customers))
	for i, customer := range customers {
		ids[i] = customer.ExternalID
	}
	return ids
}

func TestList_Holes(t *testing.T) {
	t.Parallel()
	a, b := &record{json: "1"}, &record{json: "2"}
	tests := []struct {
		name string
		list []*record
		want string
	}{
		{"empty", nil, "[]"},
		{"only holes", []*record{nil, nil}, "[]"},
		{"one", []*record{a}, "[1]"},
		{"hole first", []*record{nil, a, b}, "[1,2]"},
		{"hole between", []*record{a, nil, b}, "[1,2]"},
		{"hole last", []*record{a, b, nil}, "[1,2]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var order pages
			for _, r := range test.list {
				order.push(r)
			}
			w := httptest.NewRecorder()
			if err := (listResponse{customers: order.snapshot()}).VisitListCustomersResponse(w); err != nil || w.Body.String() != test.want {
				t.Errorf("visit wrote %s, %v, want %s", w.Body, err, test.want)
			}
		})
	}
}

// chunkRecorder records the size of each write, and fails from the write with number limit on.
type chunkRecorder struct {
	*httptest.ResponseRecorder
	sizes  []int
	before func()
	limit  int
}

func (c *chunkRecorder) Write(p []byte) (int, error) {
	if c.before != nil {
		c.before()
	}
	c.sizes = append(c.sizes, len(p))
	if c.limit > 0 && len(c.sizes) >= c.limit {
		return 0, http.ErrHandlerTimeout
	}
	return c.ResponseRecorder.Write(p)
}

func TestList_WritesInChunks(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{})
	if err := f.Seed(GenerateSeed(0, 5000, 0)); err != nil {
		t.Fatal(err)
	}
	w := &chunkRecorder{ResponseRecorder: httptest.NewRecorder()}
	if err := (listResponse{customers: f.store.snapshot()}).VisitListCustomersResponse(w); err != nil {
		t.Fatal(err)
	}
	if len(w.sizes) < 10 {
		t.Errorf("%d bytes were written in %d chunks, want at least 10", w.Body.Len(), len(w.sizes))
	}
	for _, size := range w.sizes {
		if size > listChunk+1000 {
			t.Errorf("a chunk has %d bytes, want about %d", size, listChunk)
		}
	}
	if got := len(externalIDs(t, w.Body.String())); got != 5000 {
		t.Errorf("the list has %d customers, want 5000", got)
	}
}

func TestList_IsASnapshotWithoutALock(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{})
	if err := f.Seed(GenerateSeed(0, 2000, 0)); err != nil {
		t.Fatal(err)
	}
	w := &chunkRecorder{ResponseRecorder: httptest.NewRecorder()}
	w.before = func() { // during a write, on the same goroutine: a lock held by the list would deadlock
		w.before = nil
		if _, err := create(f.store, "new"); err != nil {
			t.Error(err)
		}
		if _, err := update(f.store, "cst-000001999", "suspended"); err != nil {
			t.Error(err)
		}
		if err := f.store.delete("cst-000001998"); err != nil {
			t.Error(err)
		}
	}
	if err := (listResponse{customers: f.store.snapshot()}).VisitListCustomersResponse(w); err != nil {
		t.Fatal(err)
	}
	body := w.Body.String()
	if !strings.Contains(body, "cst-000001998") {
		t.Error("the list lacks a customer that was deleted after it started")
	}
	if strings.Contains(body, "suspended") {
		t.Error("the list has an update that was made after it started")
	}
	if got := len(externalIDs(t, body)); got != 2000 {
		t.Errorf("the list has %d customers, want the 2000 that existed when it started", got)
	}
}

func TestList_StopsAfterAWriteError(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{})
	if err := f.Seed(GenerateSeed(0, 5000, 0)); err != nil {
		t.Fatal(err)
	}
	w := &chunkRecorder{ResponseRecorder: httptest.NewRecorder(), limit: 2}
	if err := (listResponse{customers: f.store.snapshot()}).VisitListCustomersResponse(w); err != nil || len(w.sizes) != 2 {
		t.Errorf("visit = %v after %d writes, want nil after the second failed", err, len(w.sizes))
	}
}

// numberedPages returns pages with records whose ids are 0, 1, 2 and so on.
func numberedPages(n int) *pages {
	var p pages
	for i := range n {
		p.push(&record{id: strconv.Itoa(i)})
	}
	return &p
}

func ids(l snapshot) []string {
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

func TestPages_Order(t *testing.T) {
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

func TestPages_SnapshotIsImmutable(t *testing.T) {
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
				t.Errorf("the snapshot before the change (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.want, ids(p.snapshot())); diff != "" {
				t.Errorf("the pages after the change (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPages_CopyOnlyFrozenPages(t *testing.T) {
	t.Parallel()
	p := numberedPages(2 * pageSize)
	p.snapshot()
	first, second := p.list[0], p.list[1]
	p.set(0, nil)
	copied := p.list[0]
	p.set(1, nil)
	if copied == first {
		t.Error("a frozen page was modified instead of copied")
	}
	if p.list[0] != copied {
		t.Error("a page that is not frozen was copied")
	}
	if p.list[1] != second {
		t.Error("a page that was not modified was copied")
	}
}

func TestSnapshot_AllStopsAtBreak(t *testing.T) {
	t.Parallel()
	count := 0
	for range numberedPages(10).snapshot().all() {
		if count++; count == 3 {
			break
		}
	}
	if count != 3 {
		t.Errorf("the iteration continued after the break, to %d", count)
	}
}
