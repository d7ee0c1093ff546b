package faulttest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// create makes a customer. Where the outcome is unknown it looks, as Create's documentation says.
func (w *worker) create(externalID string) (own customers.Customer, ok bool) {
	own = customers.Customer{ExternalID: externalID, Status: customers.StatusActive}
	var got *customers.Customer
	done, err := w.write("Create", func(opts ...customers.CallOption) (err error) {
		params := customers.CreateParams{ExternalID: externalID, Status: own.Status}
		got, err = w.client.Create(w.t.Context(), params, opts...)
		return err
	})
	if err != nil && errors.Is(err, customers.ErrOutcomeUnknown) {
		err = w.read("FindByExternalID", func(opts ...customers.CallOption) (err error) {
			got, err = w.client.FindByExternalID(w.t.Context(), externalID, opts...)
			return err
		})
		if (err == nil) != done {
			w.t.Errorf("FindByExternalID says %v, although done is %v", err, done)
		}
	}
	if err != nil || got == nil {
		return own, false
	}
	own.ID = got.ID
	w.same("Create", got, own)
	return own, true
}

func (w *worker) get(own customers.Customer) {
	var got *customers.Customer
	_ = w.read("Get", func(opts ...customers.CallOption) (err error) {
		got, err = w.client.Get(w.t.Context(), own.ID, opts...)
		return err
	})
	w.same("Get", got, own)
}

// update turns the status round. Whether it was done, the next Get must show.
func (w *worker) update(own *customers.Customer) {
	turned := *own
	turned.Status = customers.StatusActive
	if own.Status == turned.Status {
		turned.Status = customers.StatusInactive
	}
	var got *customers.Customer
	done, err := w.write("Update", func(opts ...customers.CallOption) (err error) {
		got, err = w.client.Update(w.t.Context(), own.ID, customers.UpdateParams{Status: turned.Status}, opts...)
		return err
	})
	if err == nil {
		w.same("Update", got, turned)
	}
	if done {
		*own = turned
	}
}

// shared reads a customer that all workers read, and the addresses of the first.
func (w *worker) shared(i int) {
	n := (w.number + i) % seeded
	var got *customers.Customer
	_ = w.read("Get", func(opts ...customers.CallOption) (err error) {
		got, err = w.client.Get(w.t.Context(), fmt.Sprintf("id-%d", n), opts...)
		return err
	})
	w.same("Get", got, seed(n))
	var addresses []string
	_ = w.read("Addresses", func(opts ...customers.CallOption) (err error) {
		addresses, err = w.client.Addresses(w.t.Context(), "id-0", opts...)
		return err
	})
	if len(addresses) != 100 || addresses[99] != "0xAddress99" {
		w.t.Errorf("Addresses: got %q", addresses)
	}
}

// list reads everybody, by List and All in turn, and wants own and all shared customers among them.
func (w *worker) list(own customers.Customer, n int) {
	var got []customers.Customer
	op, do := "List", func(opts ...customers.CallOption) (err error) {
		got, err = w.client.List(w.t.Context(), opts...)
		return err
	}
	if n%2 == 1 {
		op, do = "All", func(opts ...customers.CallOption) error {
			got = nil
			for customer, err := range w.client.All(w.t.Context(), opts...) {
				if err != nil {
					return err
				}
				got = append(got, customer)
			}
			return nil
		}
	}
	_ = w.read(op, do)
	for i := range seeded {
		if i >= len(got) {
			w.t.Errorf("%s: %d customers, without all of the shared ones", op, len(got))
			return
		}
		w.same(op, &got[i], seed(i))
	}
	mine := fmt.Sprintf("worker-%d-", w.number)
	got = slices.DeleteFunc(got, func(c customers.Customer) bool { return !strings.HasPrefix(c.ExternalID, mine) })
	if len(got) != 1 {
		w.t.Errorf("%s: got %+v of this worker's, want %+v", op, got, own)
		return
	}
	w.same(op, &got[0], own)
}

// delete deletes until the customer is gone, and makes sure that it is.
func (w *worker) delete(own customers.Customer) {
	for gone := false; !gone; {
		gone, _ = w.write("Delete", func(opts ...customers.CallOption) error {
			return w.client.Delete(w.t.Context(), own.ID, opts...)
		})
	}
	err := w.read("Get", func(opts ...customers.CallOption) error {
		_, err := w.client.Get(w.t.Context(), own.ID, opts...)
		return err
	})
	if !errors.Is(err, customers.ErrNotFound) {
		w.t.Errorf("Get of a deleted customer: %v", err)
	}
}

// seed is a customer that is there from the beginning and that nobody changes.
func seed(n int) customers.Customer {
	return customers.Customer{
		ID: fmt.Sprintf("id-%d", n), ExternalID: fmt.Sprintf("seed-%d", n), Status: customers.StatusActive,
	}
}
