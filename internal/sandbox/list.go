package sandbox

import (
	"context"
	"iter"
	"net/http"
	"slices"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox/strictapi"
)

// listChunk is about how many bytes of a list are written at once.
const listChunk = 64 << 10

// ListCustomers returns all customers as they are at one moment, oldest first.
func (o *operations) ListCustomers(
	context.Context, strictapi.ListCustomersRequestObject,
) (strictapi.ListCustomersResponseObject, error) {
	return o.store.snapshot(), nil
}

// VisitListCustomersResponse writes the array in chunks, so that a list of any length needs one small buffer. It holds
// no lock, so a slow reader keeps nobody waiting. It stops when a write fails, because then the client is gone.
func (l list) VisitListCustomersResponse(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	var buffer []byte
	separator := byte('[')
	for customer := range l.all() {
		buffer = append(append(buffer, separator), customer.wire...)
		separator = ','
		if len(buffer) >= listChunk {
			if !sent(w, buffer) {
				return nil
			}
			buffer = buffer[:0]
		}
	}
	if separator == '[' {
		buffer = append(buffer, separator)
	}
	sent(w, append(buffer, ']'))
	return nil
}

func sent(w http.ResponseWriter, data []byte) bool {
	_, err := w.Write(data)
	return err == nil
}

// pageSize makes a snapshot of a million customers a copy of two thousand pointers.
const pageSize = 512

// page is a part of the order. Once frozen, because a snapshot shows it, it is replaced instead of changed.
type page struct {
	records [pageSize]*record
	frozen  bool
}

// pages is a list of records of which a snapshot can be taken in microseconds, so that a list of all customers does not
// keep writers waiting. A nil record is a hole.
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

// truncate drops the records from a position on.
func (p *pages) truncate(length int) {
	for p.length > length {
		p.length--
		p.set(p.length, nil)
	}
}

func (p *pages) snapshot() list {
	for _, page := range p.list {
		page.frozen = true
	}
	return slices.Clone(p.list)
}

// list is a snapshot. It never changes and can be read without a lock.
type list []*page

// all goes through the records without the holes.
func (l list) all() iter.Seq[*record] {
	return func(yield func(*record) bool) {
		for _, page := range l {
			for _, r := range &page.records {
				if r != nil && !yield(r) {
					return
				}
			}
		}
	}
}
