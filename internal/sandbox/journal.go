package sandbox

import (
	"slices"
	"sync"
)

// Entry is one write that was carried out.
type Entry struct {
	Operation  string // createCustomer, updateCustomer or deleteCustomer
	ID         string
	ExternalID string
	Status     string // after the write
}

// journal remembers what was carried out, whatever the client was told. It grows without bound, so it is off by
// default.
type journal struct {
	on      bool
	mu      sync.Mutex
	entries []Entry
}

func (j *journal) add(operation string, r *record) {
	if !j.on {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, Entry{operation, r.id, r.externalID, string(r.status)})
}

// Journal returns every write so far, in order, if [Config.Journal] is set.
func (s *Sandbox) Journal() []Entry {
	s.store.journal.mu.Lock()
	defer s.store.journal.mu.Unlock()
	return slices.Clone(s.store.journal.entries)
}
