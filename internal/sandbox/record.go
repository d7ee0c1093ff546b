package sandbox

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

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

// encodeCustomer writes the members of a customer in the order of the documented sample.
func encodeCustomer(r *record) (string, error) {
	w := wire{data: make([]byte, 0, 512)} // on the stack, and enough for most customers
	w.text(`{"id":`, r.id)
	w.text(`,"externalId":`, r.externalID)
	w.text(`,"status":`, string(r.status))
	w.text(`,"participantId":`, r.participantID)
	w.raw(`,"accounts":`, r.accounts)
	w.time(`,"createdAt":`, r.createdAt)
	w.time(`,"updatedAt":`, r.updatedAt)
	return w.end(`}`)
}

// encodeAccounts writes accounts as one array, [] when there are none. An error names the account and its field.
func encodeAccounts(accounts []openapi.Account) (string, error) {
	elements := make([]string, len(accounts))
	for i, account := range accounts {
		var err error
		if elements[i], err = encodeAccount(account); err != nil {
			return "", fmt.Errorf("accounts[%d].%w", i, err)
		}
	}
	return "[" + strings.Join(elements, ",") + "]", nil
}

func encodeAccount(a openapi.Account) (string, error) {
	if a.ID == "" {
		return "", errNoID
	}
	var w wire
	w.text(`{"id":`, a.ID)
	w.optionalText(`,"type":`, a.Type)
	w.optionalText(`,"status":`, a.Status)
	w.optionalText(`,"name":`, a.Name)
	if a.Customer != nil {
		customer, err := encodeAccountCustomer(*a.Customer)
		if err != nil {
			return "", fmt.Errorf("customer.%w", err)
		}
		w.raw(`,"customer":`, customer)
	}
	w.optionalTime(`,"createdAt":`, a.CreatedAt)
	w.optionalTime(`,"updatedAt":`, a.UpdatedAt)
	return w.end(`}`)
}

func encodeAccountCustomer(c openapi.AccountCustomer) (string, error) {
	if c.ID == "" {
		return "", errNoID
	}
	var w wire
	w.text(`{"id":`, c.ID)
	w.optionalText(`,"externalId":`, c.ExternalID)
	w.optionalText(`,"status":`, c.Status)
	w.optionalText(`,"participantId":`, c.ParticipantID)
	w.optionalTime(`,"createdAt":`, c.CreatedAt)
	w.optionalTime(`,"updatedAt":`, c.UpdatedAt)
	return w.end(`}`)
}

// encodeAddresses writes addresses as one array, [] when there are none. An error names the address.
func encodeAddresses(addresses []string) (string, error) {
	var w wire
	separator := "["
	for i, address := range addresses {
		if w.text(separator, address); w.err != nil {
			return "", fmt.Errorf("addresses[%d] %w", i, errText)
		}
		separator = ","
	}
	if len(addresses) == 0 {
		w.raw(separator, "")
	}
	return w.end("]")
}

// timestamp is the layout of the documented samples: UTC with exactly three decimals, where time.Time's own JSON leaves
// out trailing zeros.
const timestamp = `"2006-01-02T15:04:05.000Z"`

var (
	errText = errors.New("is not valid UTF-8")
	errYear = errors.New("is not in the years 0 to 9999")
	errNoID = errors.New("id is missing")
)

// wire appends JSON without reflection, because load tests fill a sandbox with a million customers. Each prefix is
// punctuation and the name of a member. The first error stays.
type wire struct {
	data []byte
	err  error
}

func (w *wire) raw(prefix, value string) {
	w.data = append(append(w.data, prefix...), value...)
}

func (w *wire) text(prefix, value string) {
	data, err := jsontext.AppendQuote(append(w.data, prefix...), value)
	w.data = data
	if err != nil {
		w.fail(prefix, errText)
	}
}

func (w *wire) optionalText(prefix string, value *string) {
	if value != nil {
		w.text(prefix, *value)
	}
}

func (w *wire) time(prefix string, value time.Time) {
	value = moment(value)
	w.data = value.AppendFormat(append(w.data, prefix...), timestamp)
	if year := value.Year(); year < 0 || year > 9999 {
		w.fail(prefix, errYear)
	}
}

func (w *wire) optionalTime(prefix string, value *time.Time) {
	if value != nil {
		w.time(prefix, *value)
	}
}

// fail keeps the first error, with the name of its member.
func (w *wire) fail(prefix string, err error) {
	if w.err == nil {
		w.err = fmt.Errorf("%s %w", strings.Trim(prefix, `{,":`), err)
	}
}

func (w *wire) end(suffix string) (string, error) {
	return string(append(w.data, suffix...)), w.err
}
