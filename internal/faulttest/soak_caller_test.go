package faulttest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// worker is one of the soak's goroutines. It knows what its own customers must look like.
type worker struct {
	t       *testing.T
	client  *customers.Client
	journal *journal
	figures *figures
	number  int
	calls   int
}

// life makes a customer, reads and changes it, looks for it in the list, and deletes it.
func (w *worker) life(n int) {
	own, ok := w.create(fmt.Sprintf("worker-%d-%d", w.number, n))
	if !ok {
		return
	}
	for i := range 4 {
		w.get(own)
		w.update(&own)
		w.shared(i)
	}
	w.list(own, n)
	w.delete(own)
}

// call makes one call and checks its error. name is the call's own, so that the journal can tell what it did.
func (w *worker) call(op string, do func(opts ...customers.CallOption) error) (name string, err error) {
	w.calls++
	name = fmt.Sprintf("%d/%d", w.number, w.calls)
	var info customers.ResponseInfo
	err = do(customers.WithResponseInfo(&info), customers.WithRequestHeader(callHeader, name))
	w.figures.add(op, len(info.Attempts), err)
	var e *customers.Error
	if err != nil && (!errors.As(err, &e) || e.Op != op) {
		w.t.Errorf("%s: %#v is not its *customers.Error", op, err)
	}
	return name, err
}

// read makes a call until it succeeds or says that there is no such customer, which it returns.
func (w *worker) read(op string, do func(opts ...customers.CallOption) error) error {
	for range 1000 {
		name, err := w.call(op, do)
		w.journal.take(name)
		if err == nil || errors.Is(err, customers.ErrNotFound) {
			return err
		}
		w.excused(err)
	}
	w.t.Errorf("%s: failed 1000 times", op)
	return customers.ErrTransport
}

// write makes a call once and reports whether it was done, which the journal knows, whatever the call says.
func (w *worker) write(op string, do func(opts ...customers.CallOption) error) (done bool, err error) {
	name, err := w.call(op, do)
	was := w.journal.take(name)
	switch {
	case err == nil && was.applied == 0:
		w.t.Errorf("%s: succeeded, but the sandbox did nothing (%+v)", op, was)
	case err != nil && was.applied > 0 && !errors.Is(err, customers.ErrOutcomeUnknown):
		w.t.Errorf("%s: failed for certain, but was done (%+v): %v", op, was, err)
	case op != "Update" && was.applied > 1, op == "Create" && was.arrived > 1:
		w.t.Errorf("%s: done more than once (%+v)", op, was)
	}
	if err != nil {
		w.excused(err)
	}
	return was.applied > 0, err
}

// excused wants an error that one of the faults explains.
func (w *worker) excused(err error) {
	for _, sentinel := range []error{customers.ErrServer, customers.ErrRateLimited, customers.ErrTransport} {
		if errors.Is(err, sentinel) {
			return
		}
	}
	w.t.Errorf("no fault explains %v", err)
}

// same wants own, as this worker left it.
func (w *worker) same(op string, got *customers.Customer, own customers.Customer) {
	if got == nil || got.ID != own.ID || got.ExternalID != own.ExternalID || got.Status != own.Status {
		w.t.Errorf("%s: got %+v, want %+v", op, got, own)
	}
}

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
