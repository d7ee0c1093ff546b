package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

var (
	errCustomerNotFound = errors.New("customer not found")
	errExternalIDTaken  = errors.New("externalId is taken by another customer")
	errIDTaken          = errors.New("id is taken by another customer")
	errIDEmpty          = errors.New("id is empty")
)

// store holds the customers in the order of their creation. Records are immutable: a writer replaces a pointer under
// the lock; a reader copies a pointer or a snapshot under the lock and reads the records without it.
type store struct {
	participantID string
	now           func() time.Time
	newID         func() string
	duplicates    bool // whether customers may have the same externalId
	softDelete    bool // whether delete makes a customer inactive

	journal journal

	mu           sync.RWMutex
	order        pages          // with holes where customers were deleted
	byID         map[string]int // position in order
	byExternalID map[string]struct{}
}

func newStore(cfg Config) *store {
	return &store{
		participantID: cfg.ParticipantID,
		now:           cfg.Now,
		newID:         cfg.NewID,
		duplicates:    cfg.behavior.duplicates,
		softDelete:    cfg.behavior.softDelete,
		journal:       journal{enabled: cfg.Journal},
		byID:          make(map[string]int),
		byExternalID:  make(map[string]struct{}),
	}
}

func (s *store) len() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.byID)
}

func (s *store) get(id string) (*record, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.find(id)
}

// snapshot returns the current customers.
func (s *store) snapshot() snapshot {
	s.mu.Lock() // not RLock, because a snapshot freezes pages
	defer s.mu.Unlock()
	return s.order.snapshot()
}

// create reads the clock under the lock, so that the list is in the order of createdAt.
func (s *store) create(fields openapi.CreateCustomerRequest) (*record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.checkExternalIDFree(fields.ExternalID); err != nil {
		return nil, err
	}
	var customer SeedCustomer
	if err := setFields(&customer, fields); err != nil {
		return nil, err
	}
	customer.ID = s.newID()
	created, err := customer.record(s.participantID, normalizeTime(s.now()))
	if err != nil {
		return nil, fmt.Errorf("new customer: %w", err)
	}
	if err := s.checkIDFree(created.id); err != nil {
		return nil, fmt.Errorf("new customer: %w", err)
	}
	s.insert(created)
	s.journal.add("createCustomer", created)
	return created, nil
}

func (s *store) update(id string, fields openapi.UpdateCustomerRequest) (*record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, err := s.find(id)
	if err != nil {
		return nil, err
	}
	updated, err := old.updated(fields, normalizeTime(s.now()))
	if err != nil {
		return nil, err
	}
	s.order.set(s.byID[id], updated)
	s.journal.add("updateCustomer", updated)
	return updated, nil
}

func (s *store) setAddresses(id, addresses string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, err := s.find(id)
	if err != nil {
		return err
	}
	changed := *old
	changed.addresses = addresses
	s.order.set(s.byID[id], &changed)
	return nil
}

func (s *store) delete(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, err := s.find(id)
	if err != nil {
		return err
	}
	if s.softDelete {
		fields := openapi.UpdateCustomerRequest{Status: openapi.CustomerStatusInactive}
		inactive, err := old.updated(fields, normalizeTime(s.now()))
		if err != nil {
			return err
		}
		s.order.set(s.byID[id], inactive)
		s.journal.add("deleteCustomer", inactive)
		return nil
	}
	s.remove(old)
	s.journal.add("deleteCustomer", old)
	return nil
}

// The caller of each method below holds the lock.

func (s *store) find(id string) (*record, error) {
	position, ok := s.byID[id]
	if !ok {
		return nil, errCustomerNotFound
	}
	return s.order.at(position), nil
}

func (s *store) checkIDFree(id string) error {
	if id == "" {
		return errIDEmpty
	}
	if _, taken := s.byID[id]; taken {
		return errIDTaken
	}
	return nil
}

func (s *store) checkExternalIDFree(externalID string) error {
	if _, taken := s.byExternalID[externalID]; taken && !s.duplicates {
		return errExternalIDTaken
	}
	return nil
}

// insert appends a customer whose id and externalId are free.
func (s *store) insert(r *record) {
	s.byID[r.id] = s.order.length
	s.byExternalID[r.externalID] = struct{}{}
	s.order.push(r)
}

// remove leaves a hole in the order. It compacts the order once there are more holes than customers, which keeps the
// amortized cost of a delete constant.
func (s *store) remove(r *record) {
	s.order.set(s.byID[r.id], nil)
	delete(s.byID, r.id)
	delete(s.byExternalID, r.externalID)
	if holes := s.order.length - len(s.byID); holes > len(s.byID) {
		s.compact()
	}
}

// truncate removes the customers that were inserted last, down to the given length of the order.
func (s *store) truncate(length int) {
	for position := length; position < s.order.length; position++ {
		r := s.order.at(position)
		delete(s.byID, r.id)
		delete(s.byExternalID, r.externalID)
	}
	s.order.truncate(length)
}

func (s *store) compact() {
	var compacted pages
	for r := range snapshot(s.order.list).all() {
		s.byID[r.id] = compacted.length
		compacted.push(r)
	}
	s.order = compacted
}

// Entry is one write that was carried out.
type Entry struct {
	Operation  string // createCustomer, updateCustomer or deleteCustomer
	ID         string
	ExternalID string
	Status     string // after the write
}

// journal records the writes that were carried out, whether or not the client received a response. It grows without
// bound, so it is disabled by default.
type journal struct {
	enabled bool
	mu      sync.Mutex
	entries []Entry
}

func (j *journal) add(operation string, r *record) {
	if !j.enabled {
		return
	}
	customer, _ := r.customer() // the sandbox encoded it itself
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, Entry{operation, r.id, r.externalID, string(customer.Status)})
}

// Journal returns every write so far, in order. It returns nothing unless [Config.Journal] is set.
func (s *Sandbox) Journal() []Entry {
	s.store.journal.mu.Lock()
	defer s.store.journal.mu.Unlock()
	return slices.Clone(s.store.journal.entries)
}
