package candidates

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

// decodeSwitch decodes with encoding/json/v2 and methods that a generator could write, which read the tokens of each
// object.
func decodeSwitch(body io.Reader) iter.Seq2[*openapi.Customer, error] {
	return elements(body, func(dec *jsontext.Decoder, c *openapi.Customer) error {
		return json.UnmarshalDecode(dec, (*customer)(c))
	})
}

type (
	customer openapi.Customer
	account  openapi.Account
)

var (
	_ json.UnmarshalerFrom = (*customer)(nil)
	_ json.UnmarshalerFrom = (*account)(nil)
)

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (c *customer) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	return object(dec, func(name []byte) (err error) {
		switch string(name) {
		case `"id"`:
			c.ID, err = text(dec)
		case `"externalId"`:
			c.ExternalID, err = text(dec)
		case `"status"`:
			err = status(dec, &c.Status)
		case `"participantId"`:
			c.ParticipantID, err = text(dec)
		case `"accounts"`:
			err = accounts(dec, &c.Accounts)
		case `"createdAt"`:
			c.CreatedAt, err = instant(dec)
		case `"updatedAt"`:
			c.UpdatedAt, err = instant(dec)
		default:
			err = dec.SkipValue()
		}
		return err
	})
}

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (a *account) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	return object(dec, func(name []byte) (err error) {
		switch string(name) {
		case `"id"`:
			a.ID, err = text(dec)
		case `"type"`:
			a.Type, err = text(dec)
		case `"status"`:
			a.Status, err = text(dec)
		case `"name"`:
			a.Name, err = text(dec)
		case `"createdAt"`:
			a.CreatedAt, err = instant(dec)
		case `"updatedAt"`:
			a.UpdatedAt, err = instant(dec)
		case `"customer"`:
			err = json.UnmarshalDecode(dec, &a.Customer)
		default:
			err = dec.SkipValue()
		}
		return err
	})
}

var errKind = errors.New("unexpected kind of JSON value")

// object calls field with each name of an object, quoted and without escapes. The function field must read the value.
func object(dec *jsontext.Decoder, field func(name []byte) error) error {
	if tok, err := dec.ReadToken(); err != nil || tok.Kind() != '{' {
		return kindOr(err, tok.Kind())
	}
	for dec.PeekKind() == '"' {
		name, err := dec.ReadValue()
		if err == nil && bytes.IndexByte(name, '\\') >= 0 {
			err = name.Canonicalize() // removes unnecessary escapes
		}
		if err == nil {
			err = field(name)
		}
		if err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

func accounts(dec *jsontext.Decoder, list *[]openapi.Account) error {
	if tok, err := dec.ReadToken(); err != nil || tok.Kind() != '[' {
		return kindOr(err, tok.Kind())
	}
	*list = []openapi.Account{}
	for dec.PeekKind() != ']' {
		*list = append(*list, openapi.Account{})
		if err := (*account)(&(*list)[len(*list)-1]).UnmarshalJSONFrom(dec); err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

// status sets s to a constant for the documented values, so that a list does not allocate a string for each customer.
func status(dec *jsontext.Decoder, s *string) error {
	raw, err := dec.ReadValue()
	if err != nil {
		return err
	}
	switch string(raw) {
	case `"active"`:
		*s = string(openapi.CustomerStatusActive)
	case `"inactive"`:
		*s = string(openapi.CustomerStatusInactive)
	default:
		return json.Unmarshal(raw, s)
	}
	return nil
}

// text reads a string.
func text(dec *jsontext.Decoder) (string, error) {
	tok, err := dec.ReadToken()
	if err != nil || tok.Kind() != '"' {
		return "", kindOr(err, tok.Kind())
	}
	return tok.String(), nil
}

// instant reads a time.
func instant(dec *jsontext.Decoder) (t time.Time, err error) {
	raw, err := dec.ReadValue()
	if err != nil || raw.Kind() != '"' {
		return t, kindOr(err, raw.Kind())
	}
	err = t.UnmarshalJSON(raw)
	return t, err
}

// kindOr returns err, or errKind for an unexpected kind if err is nil.
func kindOr(err error, kind jsontext.Kind) error {
	if err != nil {
		return err
	}
	return fmt.Errorf("%w: %v", errKind, kind)
}
