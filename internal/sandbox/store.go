package sandbox

import (
	"fmt"
	"sync"
	"time"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// store holds the customers in the order of their creation. Its records are immutable: a writer replaces a pointer
// under the lock, a reader takes a pointer, or a snapshot of all of them, under the lock and reads them without it.
type store struct {
	participantID string
	now           func() time.Time
	newID         func() string

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
		journal:       journal{on: cfg.Journal},
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

// snapshot returns the customers as they are now.
func (s *store) snapshot() list {
	s.mu.Lock() // a snapshot freezes pages, which is a change
	defer s.mu.Unlock()
	return s.order.snapshot()
}

// create takes the time under the lock, so that the order of the list is the order of createdAt.
func (s *store) create(externalID string, status openapi.CustomerStatus) (*record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.freeExternalID(externalID); err != nil {
		return nil, err
	}
	now := moment(s.now())
	created, err := record{
		id: s.newID(), externalID: externalID, participantID: s.participantID, status: status,
		createdAt: now, updatedAt: now, accounts: "[]", addresses: "[]",
	}.encoded()
	if err != nil {
		return nil, fmt.Errorf("new customer: %w", err)
	}
	if err := s.freeID(created.id); err != nil {
		return nil, fmt.Errorf("new customer: %w", err)
	}
	s.insert(created)
	s.journal.add("createCustomer", created)
	return created, nil
}

func (s *store) update(id string, status openapi.CustomerStatus) (*record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, err := s.find(id)
	if err != nil {
		return nil, err
	}
	updated, err := old.updated(status, moment(s.now()))
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
	s.remove(old)
	s.journal.add("deleteCustomer", old)
	return nil
}
