package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

// record is a stored customer. It is immutable once stored: a change creates a new record, so that a snapshot is a copy
// of pointers and needs no lock to read.
type record struct {
	id, externalID string // for the indexes of the store
	json           string // the whole customer as the API sends it
	addresses      string // a JSON array
}

// timePrecision is the precision of the documented samples.
const timePrecision = time.Millisecond

// normalizeTime returns a time in the zone and precision in which the sandbox stores it.
func normalizeTime(t time.Time) time.Time { return t.UTC().Truncate(timePrecision) }

// newRecord encodes a customer without its addresses, which it takes as a JSON array. An error names the field that
// cannot be encoded.
func newRecord(c SeedCustomer, addresses string) (*record, error) {
	if err := checkAccountIDs(c.Accounts); err != nil {
		return nil, err
	}
	if c.Accounts == nil {
		c.Accounts = []openapi.Account{} // the spec requires the field
	}
	c.Addresses = nil
	data, err := json.Marshal(c, encoding)
	if err != nil {
		return nil, encodeError(err)
	}
	return &record{id: c.ID, externalID: c.ExternalID, json: string(data), addresses: addresses}, nil
}

// customer decodes the record, without its addresses.
func (r *record) customer() (SeedCustomer, error) {
	var c SeedCustomer
	err := json.Unmarshal([]byte(r.json), &c)
	return c, err
}

// updated returns the record with the fields of a request. Its updatedAt advances even if the clock does not.
func (r *record) updated(fields openapi.UpdateCustomerRequest, now time.Time) (*record, error) {
	c, err := r.customer()
	if err != nil {
		return nil, err
	}
	if err := setFields(&c, fields); err != nil {
		return nil, err
	}
	if earliest := c.UpdatedAt.Add(timePrecision); now.Before(earliest) {
		now = earliest
	}
	c.UpdatedAt = now
	return newRecord(c, r.addresses)
}

// setFields sets the fields of a request in the customer fields of the same name, so that a field which the spec adds
// to both needs no code here. It fails if a customer has no field of that name.
func setFields(c *SeedCustomer, request any) error {
	data, err := json.Marshal(request)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, c, json.RejectUnknownMembers(true)); err != nil {
		return fmt.Errorf("SeedCustomer lacks a field of %T: %w", request, err)
	}
	return nil
}

func checkAccountIDs(accounts []openapi.Account) error {
	for i, account := range accounts {
		if account.ID == "" {
			return fmt.Errorf("accounts[%d].%w", i, errMissingID)
		}
		if account.Customer != nil && account.Customer.ID == "" {
			return fmt.Errorf("accounts[%d].customer.%w", i, errMissingID)
		}
	}
	return nil
}

// encodeAddresses returns the addresses as a JSON array. An error names the address.
func encodeAddresses(addresses []string) (string, error) {
	data, err := json.Marshal(addresses)
	if err != nil {
		return "", fmt.Errorf("addresses%w", encodeError(err))
	}
	return string(data), nil
}

// timestampLayout is the layout of the documented samples: UTC with exactly three decimals. time.Time.MarshalJSON would
// omit trailing zeros.
const timestampLayout = `"2006-01-02T15:04:05.000Z"`

var (
	errInvalidUTF8 = errors.New("is not valid UTF-8")
	errYearRange   = errors.New("is not in the years 0 to 9999")
	errMissingID   = errors.New("id is missing")
)

// encoding encodes times in timestampLayout. It is made once, because each call would cost a few allocations.
//
//nolint:gochecknoglobals // it is never changed
var encoding = json.WithMarshalers(json.MarshalToFunc(func(w *jsontext.Encoder, t time.Time) error {
	t = normalizeTime(t)
	if year := t.Year(); year < 0 || year > 9999 {
		return errYearRange
	}
	return w.WriteValue(t.AppendFormat(w.AvailableBuffer(), timestampLayout))
}))

// encodeError describes an error of json.Marshal: the name of the field, and what is wrong with it.
func encodeError(err error) error {
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	pointer, cause := jsontext.Pointer(""), err
	switch {
	case errors.As(err, &syntactic):
		pointer, cause = syntactic.JSONPointer, errInvalidUTF8
	case errors.As(err, &semantic):
		pointer, cause = semantic.JSONPointer, semantic.Err
	}
	return fmt.Errorf("%s %w", contract.FieldName(slices.Collect(pointer.Tokens()), ""), cause)
}
