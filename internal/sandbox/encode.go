package sandbox

import (
	"fmt"
	"strings"

	"github.com/ledgerlink/link-sdk-go/openapi"
)

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
