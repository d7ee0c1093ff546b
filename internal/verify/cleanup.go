package verify

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
)

// created is a customer that a request created or may have created.
type created struct {
	externalID string
	id         string // "" if the response did not contain it
	gone       bool
	kept       bool // the service refuses to delete it
}

// track records what a request created or deleted.
func (s *session) track(c call, e *exchange) {
	switch {
	case c.creates != "" && e.success() && (isNew(e) || strings.EqualFold(e.text("externalId"), c.creates)):
		s.created = append(s.created, created{externalID: c.creates, id: e.text("id")})
	case c.creates != "" && e.success():
		s.created = append(s.created, created{externalID: c.creates}) // the response may be the customer of somebody else
	case c.creates != "" && !e.refused() && e.failure != "the connection was refused":
		s.created = append(s.created, created{externalID: c.creates}) // it may have been carried out
	case c.method == http.MethodDelete:
		isGone := e.success() || e.status == http.StatusNotFound || e.status == http.StatusGone
		isKept := e.refused() && e.status != http.StatusTooManyRequests && e.status != http.StatusRequestTimeout
		for i := range s.created {
			if s.created[i].id == c.id {
				s.created[i].gone = s.created[i].gone || isGone
				s.created[i].kept = isKept
			}
		}
	}
}

// isNew reports whether the customer in a response was created a moment ago.
func isNew(e *exchange) bool {
	createdAt, err := time.Parse(time.RFC3339, e.text("createdAt"))
	now, dateErr := http.ParseTime(e.header.Get("Date"))
	return err == nil && dateErr == nil && now.Sub(createdAt).Abs() < time.Minute
}

// pending returns how many requests the clean-up needs: one for each customer, and one to find those without an id.
func (s *session) pending() int {
	n := len(s.pendingIDs())
	for _, c := range s.created {
		if c.canBeFound() {
			n++
		}
	}
	if n > len(s.pendingIDs()) {
		n++
	}
	return n
}

func (c created) isUnknown() bool { return c.id == "" && !c.gone }

// canBeFound reports whether the external ID is one that nobody else can have.
func (c created) canBeFound() bool { return c.isUnknown() && c.externalID != emptyExternalID }

// pendingIDs returns the ids of the customers to delete, without duplicates.
func (s *session) pendingIDs() []string {
	var ids []string
	for _, c := range s.created {
		if c.id != "" && !c.gone && !c.kept && !slices.Contains(ids, c.id) {
			ids = append(ids, c.id)
		}
	}
	return ids
}

// cleanUp deletes what the plan created, within a time limit of its own, even if ctx is done. It repeats what failed,
// because the failure that ended the plan may be over.
func (s *session) cleanUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), CleanUpTimeout)
	defer cancel()
	s.cleaning = true
	for range maxAttempts {
		s.failures = 0
		if slices.ContainsFunc(s.created, created.canBeFound) {
			s.findCreated(ctx)
		}
		for _, id := range s.pendingIDs() {
			if _, err := s.send(ctx, call{step: stepCleanUp, method: http.MethodDelete, id: id}); err != nil {
				break
			}
		}
	}
}

// findCreated looks for the customers whose id is unknown in the whole list. A customer that is not in a complete list
// does not exist.
func (s *session) findCreated(ctx context.Context) {
	var found []created
	e, err := s.send(ctx, call{step: stepFind, method: http.MethodGet, visit: func(id, externalID string) {
		if slices.ContainsFunc(s.created, func(c created) bool { return c.canBeFound() && c.externalID == externalID }) {
			found = append(found, created{externalID: externalID, id: id})
		}
	}})
	if err != nil || e == nil || !e.success() {
		return
	}
	for i, c := range s.created {
		if c.canBeFound() {
			wasFound := slices.ContainsFunc(found, func(f created) bool { return f.externalID == c.externalID })
			s.created[i].gone = wasFound || e.complete
		}
	}
	s.created = append(s.created, found...)
}

// remaining returns the customers that could not be deleted, with shortened external IDs.
func (s *session) remaining() []string {
	left := []string{}
	for _, c := range s.created {
		text := "external ID " + shorten(c.externalID) + ", id " + shorten(c.id)
		if c.isUnknown() {
			text = "external ID " + shorten(c.externalID) + ", if it was created"
		}
		if !c.gone && !slices.Contains(left, text) {
			left = append(left, text)
		}
	}
	return left
}
