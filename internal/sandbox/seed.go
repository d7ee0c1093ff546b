package sandbox

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

var (
	errNoExternalID = errors.New("externalId is missing")
	errUpdatedFirst = errors.New("updatedAt is before createdAt")
)

// Seed is the customers to put into a sandbox, oldest first.
type Seed struct {
	Customers []SeedCustomer `json:"customers"`
}

// SeedCustomer is a customer as the API writes it, with its addresses. Only ExternalID is required.
type SeedCustomer struct {
	// ID is made by [Config.NewID] when it is empty.
	ID         string `json:"id,omitzero"`
	ExternalID string `json:"externalId"`
	// Status is active when it is empty. Any value is allowed, as the API may answer with any.
	Status openapi.CustomerStatus `json:"status,omitzero"`
	// ParticipantID is that of [Config] when it is empty.
	ParticipantID string            `json:"participantId,omitzero"`
	Accounts      []openapi.Account `json:"accounts,omitzero"`
	// CreatedAt is the time of seeding when it is zero, or UpdatedAt if that is earlier.
	CreatedAt time.Time `json:"createdAt,omitzero"`
	// UpdatedAt is CreatedAt when it is zero.
	UpdatedAt time.Time `json:"updatedAt,omitzero"`
	Addresses []string  `json:"addresses,omitzero"`
}

// Seed adds all customers of the seed, or none of them and an error that names the first one that is wrong.
func (s *Sandbox) Seed(seed Seed) error {
	if err := s.store.seed(seed); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	return nil
}

func (s *store) seed(seed Seed) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.order.length
	complete := false
	defer func() {
		if !complete { // also when NewID or Now panicked
			s.truncate(before)
		}
	}()
	now := moment(s.now())
	for i, customer := range seed.Customers {
		if err := s.add(customer, now); err != nil {
			return fmt.Errorf("customers[%d].%w", i, err)
		}
	}
	complete = true
	return nil
}

// add inserts one customer of a seed. An error begins with the name of the field that is wrong.
func (s *store) add(c SeedCustomer, now time.Time) error {
	if c.ExternalID == "" {
		return errNoExternalID
	}
	if err := s.freeExternalID(c.ExternalID); err != nil {
		return err
	}
	if c.ID == "" {
		c.ID = s.newID()
	}
	if err := s.freeID(c.ID); err != nil {
		return err
	}
	added, err := c.record(s.participantID, now)
	if err != nil {
		return err
	}
	s.insert(added)
	return nil
}

// record fills in the defaults.
func (c SeedCustomer) record(participantID string, now time.Time) (*record, error) {
	if c.CreatedAt.IsZero() {
		c.CreatedAt = now
		if !c.UpdatedAt.IsZero() && c.UpdatedAt.Before(now) {
			c.CreatedAt = c.UpdatedAt
		}
	}
	if c.UpdatedAt.IsZero() {
		c.UpdatedAt = c.CreatedAt
	}
	if c.UpdatedAt.Before(c.CreatedAt) {
		return nil, errUpdatedFirst
	}
	accounts, err := encodeAccounts(c.Accounts)
	if err != nil {
		return nil, err
	}
	addresses, err := encodeAddresses(c.Addresses)
	if err != nil {
		return nil, err
	}
	return record{
		id:            c.ID,
		externalID:    c.ExternalID,
		participantID: cmp.Or(c.ParticipantID, participantID),
		status:        cmp.Or(c.Status, openapi.CustomerStatusActive),
		createdAt:     moment(c.CreatedAt),
		updatedAt:     moment(c.UpdatedAt),
		accounts:      accounts,
		addresses:     addresses,
	}.encoded()
}
