package faulttest

import (
	"errors"
	"fmt"
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
