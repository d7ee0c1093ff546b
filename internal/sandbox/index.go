package sandbox

import "errors"

// The caller of everything in this file holds the store's lock.

var (
	errUnknownCustomer = errors.New("there is no such customer")
	errExternalIDTaken = errors.New("externalId is taken by another customer")
	errIDTaken         = errors.New("id is taken by another customer")
	errIDEmpty         = errors.New("id is empty")
)

func (s *store) find(id string) (*record, error) {
	position, ok := s.byID[id]
	if !ok {
		return nil, errUnknownCustomer
	}
	return s.order.at(position), nil
}

func (s *store) freeID(id string) error {
	if id == "" {
		return errIDEmpty
	}
	if _, taken := s.byID[id]; taken {
		return errIDTaken
	}
	return nil
}

func (s *store) freeExternalID(externalID string) error {
	if _, taken := s.byExternalID[externalID]; taken {
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

// remove leaves a hole where the customer was, and closes the holes once there are more of them than customers, which
// is rare enough to cost a delete next to nothing on average.
func (s *store) remove(r *record) {
	s.order.set(s.byID[r.id], nil)
	delete(s.byID, r.id)
	delete(s.byExternalID, r.externalID)
	if holes := s.order.length - len(s.byID); holes > len(s.byID) {
		s.compact()
	}
}

// truncate takes back the customers that were inserted last, down to a length of the order.
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
	for r := range list(s.order.list).all() {
		s.byID[r.id] = compacted.length
		compacted.push(r)
	}
	s.order = compacted
}
