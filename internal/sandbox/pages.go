package sandbox

import (
	"iter"
	"slices"
)

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
