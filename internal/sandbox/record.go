package sandbox

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// record is a stored customer. It is immutable once stored: a change creates a new record, so that a snapshot is a copy
// of pointers and needs no lock to read.
type record struct {
	id, externalID, participantID string
	status                        openapi.CustomerStatus
	createdAt, updatedAt          time.Time
	accounts, addresses           string // JSON arrays
	json                          string // the whole customer, set by encode
}

// timePrecision is the precision of the documented samples.
const timePrecision = time.Millisecond

// normalizeTime returns a time in the zone and precision in which the sandbox stores it.
func normalizeTime(t time.Time) time.Time { return t.UTC().Truncate(timePrecision) }

// encode returns the record with its JSON, or an error that names the field that cannot be encoded.
func (r record) encode() (*record, error) {
	var err error
	if r.json, err = encodeCustomer(&r); err != nil {
		return nil, err
	}
	return &r, nil
}

// withStatus returns the record with another status. Its updatedAt advances even if the clock does not.
func (r record) withStatus(status openapi.CustomerStatus, now time.Time) (*record, error) {
	r.status = status
	if earliest := r.updatedAt.Add(timePrecision); now.Before(earliest) {
		now = earliest
	}
	r.updatedAt = now
	return r.encode()
}

// encodeCustomer writes the members of a customer in the order of the documented sample.
func encodeCustomer(r *record) (string, error) {
	w := jsonWriter{data: make([]byte, 0, 512)} // on the stack, and enough for most customers
	w.text(`{"id":`, r.id)
	w.text(`,"externalId":`, r.externalID)
	w.text(`,"status":`, string(r.status))
	w.text(`,"participantId":`, r.participantID)
	w.raw(`,"accounts":`, r.accounts)
	w.time(`,"createdAt":`, r.createdAt)
	w.time(`,"updatedAt":`, r.updatedAt)
	return w.end(`}`)
}

// encodeAccounts returns the accounts as a JSON array. An error names the account and its field.
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
		return "", errMissingID
	}
	var w jsonWriter
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
		return "", errMissingID
	}
	var w jsonWriter
	w.text(`{"id":`, c.ID)
	w.optionalText(`,"externalId":`, c.ExternalID)
	w.optionalText(`,"status":`, c.Status)
	w.optionalText(`,"participantId":`, c.ParticipantID)
	w.optionalTime(`,"createdAt":`, c.CreatedAt)
	w.optionalTime(`,"updatedAt":`, c.UpdatedAt)
	return w.end(`}`)
}

// encodeAddresses returns the addresses as a JSON array. An error names the address.
func encodeAddresses(addresses []string) (string, error) {
	var w jsonWriter
	separator := "["
	for i, address := range addresses {
		if w.text(separator, address); w.err != nil {
			return "", fmt.Errorf("addresses[%d] %w", i, errInvalidUTF8)
		}
		separator = ","
	}
	if len(addresses) == 0 {
		w.raw(separator, "")
	}
	return w.end("]")
}

// timestampLayout is the layout of the documented samples: UTC with exactly three decimals. time.Time.MarshalJSON would
// omit trailing zeros.
const timestampLayout = `"2006-01-02T15:04:05.000Z"`

var (
	errInvalidUTF8 = errors.New("is not valid UTF-8")
	errYearRange   = errors.New("is not in the years 0 to 9999")
	errMissingID   = errors.New("id is missing")
)

// jsonWriter appends JSON without reflection, because load tests fill a sandbox with a million customers. Each prefix
// is punctuation and the name of a member. The first error is kept.
type jsonWriter struct {
	data []byte
	err  error
}

func (w *jsonWriter) raw(prefix, value string) {
	w.data = append(append(w.data, prefix...), value...)
}

func (w *jsonWriter) text(prefix, value string) {
	data, err := jsontext.AppendQuote(append(w.data, prefix...), value)
	w.data = data
	if err != nil {
		w.keepError(prefix, errInvalidUTF8)
	}
}

func (w *jsonWriter) optionalText(prefix string, value *string) {
	if value != nil {
		w.text(prefix, *value)
	}
}

func (w *jsonWriter) time(prefix string, value time.Time) {
	value = normalizeTime(value)
	w.data = value.AppendFormat(append(w.data, prefix...), timestampLayout)
	if year := value.Year(); year < 0 || year > 9999 {
		w.keepError(prefix, errYearRange)
	}
}

func (w *jsonWriter) optionalTime(prefix string, value *time.Time) {
	if value != nil {
		w.time(prefix, *value)
	}
}

// keepError keeps the first error, with the name of its member.
func (w *jsonWriter) keepError(prefix string, err error) {
	if w.err == nil {
		w.err = fmt.Errorf("%s %w", strings.Trim(prefix, `{,":`), err)
	}
}

func (w *jsonWriter) end(suffix string) (string, error) {
	return string(append(w.data, suffix...)), w.err
}
