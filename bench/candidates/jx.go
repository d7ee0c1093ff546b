package candidates

import (
	"io"
	"iter"
	"time"

	"github.com/go-faster/jx"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// decodeJXRaw finds and validates each element with jsontext, and decodes it with jx.
func decodeJXRaw(body io.Reader) iter.Seq2[*openapi.Customer, error] {
	var d jx.Decoder
	return elements(body, func(dec *jsontext.Decoder, c *openapi.Customer) error {
		raw, err := dec.ReadValue()
		if err != nil {
			return err
		}
		d.ResetBytes(raw)
		return jxCustomer(&d, c)
	})
}

// decodeJXStream decodes with jx only. It does not detect duplicate names.
func decodeJXStream(body io.Reader) iter.Seq2[*openapi.Customer, error] {
	return func(yield func(*openapi.Customer, error) bool) {
		d := jx.Decode(body, 64<<10)
		list, err := d.ArrIter()
		var customer openapi.Customer
		for err == nil && list.Next() {
			customer = openapi.Customer{}
			if err = jxCustomer(d, &customer); err == nil && !yield(&customer, nil) {
				return
			}
		}
		if err == nil {
			err = list.Err()
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

func jxCustomer(d *jx.Decoder, c *openapi.Customer) error {
	return d.ObjBytes(func(d *jx.Decoder, name []byte) (err error) {
		switch string(name) {
		case "id":
			c.ID, err = d.Str()
		case "externalId":
			c.ExternalID, err = d.Str()
		case "status":
			err = jxStatus(d, &c.Status)
		case "participantId":
			c.ParticipantID, err = d.Str()
		case "accounts":
			c.Accounts = []openapi.Account{}
			err = d.Arr(func(d *jx.Decoder) error {
				c.Accounts = append(c.Accounts, openapi.Account{})
				return jxAccount(d, &c.Accounts[len(c.Accounts)-1])
			})
		case "createdAt":
			c.CreatedAt, err = jxInstant(d)
		case "updatedAt":
			c.UpdatedAt, err = jxInstant(d)
		default:
			err = d.Skip()
		}
		return err
	})
}

func jxAccount(d *jx.Decoder, a *openapi.Account) error {
	return d.ObjBytes(func(d *jx.Decoder, name []byte) (err error) {
		switch string(name) {
		case "id":
			a.ID, err = d.Str()
		case "type":
			a.Type, err = d.Str()
		case "status":
			a.Status, err = d.Str()
		case "name":
			a.Name, err = d.Str()
		case "createdAt":
			a.CreatedAt, err = jxInstant(d)
		case "updatedAt":
			a.UpdatedAt, err = jxInstant(d)
		case "customer":
			err = jxOwner(d, &a.Customer)
		default:
			err = d.Skip()
		}
		return err
	})
}

// jxOwner decodes with json/v2, because the field is rare.
func jxOwner(d *jx.Decoder, owner **openapi.AccountCustomer) error {
	raw, err := d.Raw()
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, owner)
}

func jxStatus(d *jx.Decoder, s *string) error {
	value, err := d.StrBytes()
	switch string(value) {
	case string(openapi.CustomerStatusActive):
		*s = string(openapi.CustomerStatusActive)
	case string(openapi.CustomerStatusInactive):
		*s = string(openapi.CustomerStatusInactive)
	default:
		*s = string(value)
	}
	return err
}

func jxInstant(d *jx.Decoder) (t time.Time, err error) {
	value, err := d.StrBytes()
	if err == nil {
		err = t.UnmarshalText(value)
	}
	return t, err
}
