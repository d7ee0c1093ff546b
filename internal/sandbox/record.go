package sandbox

import (
	"time"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// record is a stored customer. It never changes once it is in the store: a change makes a new record, so that a
// snapshot is a copy of pointers and reading one needs no lock.
type record struct {
	id, externalID, participantID string
	status                        openapi.CustomerStatus
	createdAt, updatedAt          time.Time
	accounts, addresses           string // JSON arrays
	wire                          string // the whole customer as JSON, made of the rest by encoded
}

// precision is that of the documented samples.
const precision = time.Millisecond

// moment is a time as the sandbox stores it.
func moment(t time.Time) time.Time { return t.UTC().Truncate(precision) }

// encoded returns the record with its wire form, or an error naming the field that JSON cannot hold.
func (r record) encoded() (*record, error) {
	var err error
	if r.wire, err = encodeCustomer(&r); err != nil {
		return nil, err
	}
	return &r, nil
}

// updated returns the record with another status. Its updatedAt moves forward even when the clock does not.
func (r record) updated(status openapi.CustomerStatus, now time.Time) (*record, error) {
	r.status = status
	if earliest := r.updatedAt.Add(precision); now.Before(earliest) {
		now = earliest
	}
	r.updatedAt = now
	return r.encoded()
}
