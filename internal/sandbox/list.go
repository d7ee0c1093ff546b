package sandbox

import (
	"context"
	"iter"
	"net/http"
	"slices"
	"strconv"
)

// pageSize makes a snapshot of a million customers a copy of two thousand pointers.
const pageSize = 512

// page is a part of the list. Once frozen, because a snapshot refers to it, it is replaced instead of modified.
type page struct {
	records [pageSize]*record
	frozen  bool
}

// pages is a list of records whose snapshot takes microseconds, so that listing all customers does not block writers.
// A nil record is a hole.
type pages struct {
	list   []*page
	length int
}

func (p *pages) at(position int) *record {
	return p.list[position/pageSize].records[position%pageSize]
}

func (p *pages) set(position int, r *record) {
	number := position / pageSize
	if old := p.list[number]; old.frozen {
		p.list[number] = &page{records: old.records}
	}
	p.list[number].records[position%pageSize] = r
}

func (p *pages) push(r *record) {
	if p.length == len(p.list)*pageSize {
		p.list = append(p.list, new(page))
	}
	p.set(p.length, r)
	p.length++
}

// truncate removes the records at the end, down to the given length.
func (p *pages) truncate(length int) {
	for p.length > length {
		p.length--
		p.set(p.length, nil)
	}
}

func (p *pages) snapshot() snapshot {
	for _, page := range p.list {
		page.frozen = true
	}
	return slices.Clone(p.list)
}

// snapshot is an immutable list of records, which can be read without a lock.
type snapshot []*page

// all iterates over the records and skips holes.
func (s snapshot) all() iter.Seq[*record] {
	return func(yield func(*record) bool) {
		for _, page := range s {
			for _, r := range &page.records {
				if r != nil && !yield(r) {
					return
				}
			}
		}
	}
}

// listResponse is the response of listCustomers.
type listResponse struct {
	customers snapshot
	hasLength bool // whether to set Content-Length, for which the list is read twice
}

// listLengthKey is the key of a context whose list response must have a Content-Length.
type listLengthKey struct{}

func withListLength(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), listLengthKey{}, true))
}

func wantsListLength(ctx context.Context) bool { return ctx.Value(listLengthKey{}) != nil }

// length returns the number of bytes of the JSON array.
func (s snapshot) length() int {
	length := len("[")
	for customer := range s.all() {
		length += len(customer.json) + len(",")
	}
	return max(length, len("[]"))
}

// listChunk is the approximate number of bytes of a list that are written at once.
const listChunk = 64 << 10

// VisitListCustomersResponse writes the array in chunks, so that a list of any length needs one small buffer. It holds
// no lock, so a slow reader blocks no writer. It stops when a write fails, because the client has then disconnected.
func (l listResponse) VisitListCustomersResponse(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/json")
	if l.hasLength {
		w.Header().Set("Content-Length", strconv.Itoa(l.customers.length()))
	}
	w.WriteHeader(http.StatusOK)
	var buffer []byte
	separator := byte('[')
	for customer := range l.customers.all() {
		buffer = append(append(buffer, separator), customer.json...)
		separator = ','
		if len(buffer) >= listChunk {
			if _, err := w.Write(buffer); err != nil {
				return nil // the client has disconnected
			}
			buffer = buffer[:0]
		}
	}
	if separator == '[' {
		buffer = append(buffer, separator)
	}
	_, _ = w.Write(append(buffer, ']'))
	return nil
}
