package sandbox

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

var (
	errMissingExternalID   = errors.New("externalId is missing")
	errUpdatedBeforeCreate = errors.New("updatedAt is before createdAt")
)

// Seed holds the customers to add to a sandbox, oldest first.
type Seed struct {
	Customers []SeedCustomer `json:"customers"`
}

// SeedCustomer is a customer in the JSON format of the API, with its addresses. Only ExternalID is required. The
// sandbox stores the fields that SeedCustomer has, and sends them in this order.
type SeedCustomer struct {
	// ID defaults to an id from [Config.NewID].
	ID         string `json:"id,omitzero"`
	ExternalID string `json:"externalId"`
	// Status defaults to active. Any value is allowed, because the API may return any.
	Status openapi.CustomerStatus `json:"status,omitzero"`
	// ParticipantID defaults to that of [Config].
	ParticipantID string            `json:"participantId,omitzero"`
	Accounts      []openapi.Account `json:"accounts,omitzero"`
	// CreatedAt defaults to the time of seeding, or to UpdatedAt if that is earlier.
	CreatedAt time.Time `json:"createdAt,omitzero"`
	// UpdatedAt defaults to CreatedAt.
	UpdatedAt time.Time `json:"updatedAt,omitzero"`
	Addresses []string  `json:"addresses,omitzero"`
}

// Seed adds all customers of the seed. If one is invalid, Seed adds none and returns an error that names it.
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
		if !complete { // also if NewID or Now panicked
			s.truncate(before)
		}
	}()
	now := normalizeTime(s.now())
	for i, customer := range seed.Customers {
		if err := s.add(customer, now); err != nil {
			return fmt.Errorf("customers[%d].%w", i, err)
		}
	}
	complete = true
	return nil
}

// add inserts one customer of a seed. An error begins with the name of the invalid field.
func (s *store) add(c SeedCustomer, now time.Time) error {
	if c.ExternalID == "" {
		return errMissingExternalID
	}
	if err := s.checkExternalIDFree(c.ExternalID); err != nil {
		return err
	}
	if c.ID == "" {
		c.ID = s.newID()
	}
	if err := s.checkIDFree(c.ID); err != nil {
		return err
	}
	added, err := c.record(s.participantID, now)
	if err != nil {
		return err
	}
	s.insert(added)
	return nil
}

// record returns the customer as a record, with defaults for the fields that are empty.
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
		return nil, errUpdatedBeforeCreate
	}
	c.ParticipantID = cmp.Or(c.ParticipantID, participantID)
	c.Status = cmp.Or(c.Status, openapi.CustomerStatusActive)
	addresses, err := encodeAddresses(c.Addresses)
	if err != nil {
		return nil, err
	}
	return newRecord(c, addresses)
}

// ReadSeed reads a seed in JSON. Unknown fields, values that a sandbox cannot hold, and trailing data are errors, which
// name the place, such as customers[3].externalId.
func ReadSeed(r io.Reader) (Seed, error) {
	var seed Seed
	if err := json.UnmarshalRead(r, &seed, json.RejectUnknownMembers(true)); err != nil {
		return Seed{}, fmt.Errorf("seed: %w", decodeError(err))
	}
	trial := newStore(Config{ParticipantID: "trial", Now: time.Now, NewID: uuid.NewString})
	if err := trial.seed(seed); err != nil {
		return Seed{}, fmt.Errorf("seed: %w", err)
	}
	return seed, nil
}

// decodeError describes a JSON decoding error without the terms of Go, for users of other languages.
func decodeError(err error) error {
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.As(err, &semantic):
		field := contract.FieldName(slices.Collect(semantic.JSONPointer.Tokens()), "the seed")
		switch {
		case errors.Is(err, json.ErrUnknownName):
			return fmt.Errorf("%s is not a field of a seed", field)
		case semantic.Err != nil:
			return fmt.Errorf("%s is not valid: %w", field, semantic.Err)
		default:
			return fmt.Errorf("%s has the wrong type", field)
		}
	case errors.As(err, &syntactic):
		return fmt.Errorf("not valid JSON: %s", strings.TrimPrefix(err.Error(), "jsontext: "))
	default:
		return err
	}
}

// DefaultSeed returns the customer of the vendor's documentation with its two addresses. Its externalId differs, so
// that the documented create succeeds.
func DefaultSeed() Seed {
	created := time.Date(2026, time.April, 2, 9, 0, 0, 0, time.UTC)
	return Seed{Customers: []SeedCustomer{{
		ID:            "customer-id",
		ExternalID:    "customer-ext-000",
		Status:        openapi.CustomerStatusActive,
		ParticipantID: "participant-123",
		CreatedAt:     created,
		UpdatedAt:     created,
		Addresses: []string{
			"0x742d35Cc6634C0532925a3b844Bc454e4438f44e",
			"7Y5P4E1XwP1h5ya9Lz7h2n3VgJY6QmE1K4m6mV9S1E2f",
		},
	}}}
}

// GenerateSeed returns n customers for load tests, numbered from first. Each has the given number of accounts, and one
// address per account; every tenth is inactive. The result depends only on the arguments.
func GenerateSeed(first, n, accounts int) Seed {
	seed := Seed{Customers: make([]SeedCustomer, n)}
	for i := range seed.Customers {
		number := first + i
		customer := SeedCustomer{
			ID:         fmt.Sprintf("cst-%09d", number),
			ExternalID: fmt.Sprintf("customer-ext-%09d", number),
			Status:     openapi.CustomerStatusActive,
		}
		if number%10 == 9 {
			customer.Status = openapi.CustomerStatusInactive
		}
		for k := range accounts {
			customer.Accounts = append(customer.Accounts, openapi.Account{
				ID:     fmt.Sprintf("account-%09d-%d", number, k),
				Type:   "stablecoins",
				Status: "active",
				Name:   fmt.Sprintf("Account %d", k),
			})
			customer.Addresses = append(customer.Addresses, fmt.Sprintf("0x%032x%08x", number, k))
		}
		seed.Customers[i] = customer
	}
	return seed
}
