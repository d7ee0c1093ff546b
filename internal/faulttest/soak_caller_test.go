package faulttest

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
)

// caller is a goroutine of the soak. It checks each result against the state that its own calls produced.
type caller struct {
	t       *testing.T
	client  *customers.Client
	journal *journal
	stats   *soakStats
	shared  map[string]any // the result of each method for the first shared customer
	number  int
	calls   int
}

// runLifecycle creates a customer, reads and updates it, finds it in the list, and deletes it.
func (c *caller) runLifecycle(n int) {
	own, ok := c.create(fmt.Sprintf("caller-%d-%d", c.number, n))
	if !ok {
		return
	}
	for i := range 4 {
		c.get(own)
		c.update(&own)
		c.readShared(i)
	}
	c.list(own, n)
	c.delete(own)
}

// call runs one call and checks the type of its error. It returns the name of the call in the journal.
func (c *caller) call(op string, do func(opts ...customers.CallOption) error) (name string, err error) {
	c.calls++
	name = fmt.Sprintf("%d/%d", c.number, c.calls)
	var info customers.ResponseInfo
	err = do(customers.WithResponseInfo(&info), customers.WithRequestHeader(callHeader, name))
	c.stats.add(op, len(info.Attempts), err)
	var e *customers.Error
	if err != nil && (!errors.As(err, &e) || e.Op != op) {
		c.t.Errorf("%s: error %#v is not a *customers.Error of this operation", op, err)
	}
	return name, err
}

// read repeats a call until it returns no error or ErrNotFound, and returns that.
func (c *caller) read(op string, do func(opts ...customers.CallOption) error) error {
	for range 1000 {
		name, err := c.call(op, do)
		c.journal.take(name)
		if err == nil || errors.Is(err, customers.ErrNotFound) {
			return err
		}
		c.checkInjected(err)
	}
	c.t.Errorf("%s failed 1000 times", op)
	return customers.ErrTransport
}

// write runs a call once, and checks its error against the journal. It reports whether the sandbox applied the write.
func (c *caller) write(op string, do func(opts ...customers.CallOption) error) (applied bool, err error) {
	name, err := c.call(op, do)
	counts := c.journal.take(name)
	c.checkJournal(op, counts, err)
	if err != nil {
		c.checkInjected(err)
	}
	return counts.applied > 0, err
}

// checkJournal compares the error of a write with the requests that the sandbox received for it.
func (c *caller) checkJournal(op string, counts requestCounts, err error) {
	if err == nil && counts.applied == 0 {
		c.t.Errorf("%s succeeded, but the sandbox did not apply it (%+v)", op, counts)
	}
	if err != nil && counts.applied > 0 && !errors.Is(err, customers.ErrOutcomeUnknown) {
		c.t.Errorf("%s failed without ErrOutcomeUnknown, but the sandbox applied it (%+v): %v", op, counts, err)
	}
	if op != "Update" && counts.applied > 1 {
		c.t.Errorf("the sandbox applied %s %d times", op, counts.applied)
	}
	if op == "Create" && counts.received > 1 {
		c.t.Errorf("the sandbox received %s %d times", op, counts.received)
	}
}

// checkInjected checks that an injected fault can cause err.
func (c *caller) checkInjected(err error) {
	for _, sentinel := range []error{
		customers.ErrServer, customers.ErrRateLimited, customers.ErrTransport, customers.ErrTimeout,
	} {
		if errors.Is(err, sentinel) {
			return
		}
	}
	c.t.Errorf("no injected fault causes the error %v", err)
}

// checkCustomer compares the id, external ID and status of got with those of want.
func (c *caller) checkCustomer(op string, got *customers.Customer, want customers.Customer) {
	if got == nil || got.ID != want.ID || got.ExternalID != want.ExternalID || got.Status != want.Status {
		c.t.Errorf("%s: got %+v, want %+v", op, got, want)
	}
}

// create creates a customer. If the outcome is unknown, it looks the customer up, as Create's documentation advises.
func (c *caller) create(externalID string) (own customers.Customer, ok bool) {
	own = customers.Customer{ExternalID: externalID, Status: customers.StatusActive}
	var got *customers.Customer
	applied, err := c.write("Create", func(opts ...customers.CallOption) (err error) {
		params := customers.CreateParams{ExternalID: externalID, Status: own.Status}
		got, err = c.client.Create(c.t.Context(), params, opts...)
		return err
	})
	if err != nil && errors.Is(err, customers.ErrOutcomeUnknown) {
		err = c.read("FindByExternalID", func(opts ...customers.CallOption) (err error) {
			got, err = c.client.FindByExternalID(c.t.Context(), externalID, opts...)
			return err
		})
		if (err == nil) != applied {
			c.t.Errorf("FindByExternalID after Create: error %v, but applied = %t", err, applied)
		}
	}
	if err != nil || got == nil {
		return own, false
	}
	own.ID = got.ID
	c.checkCustomer("Create", got, own)
	return own, true
}

func (c *caller) get(own customers.Customer) {
	var got *customers.Customer
	_ = c.read("Get", func(opts ...customers.CallOption) (err error) {
		got, err = c.client.Get(c.t.Context(), own.ID, opts...)
		return err
	})
	c.checkCustomer("Get", got, own)
}

// update changes the status of own. If the sandbox applied the update, the next Get must return the new status.
func (c *caller) update(own *customers.Customer) {
	updated := *own
	updated.Status = customers.StatusActive
	if own.Status == updated.Status {
		updated.Status = customers.StatusInactive
	}
	var got *customers.Customer
	applied, err := c.write("Update", func(opts ...customers.CallOption) (err error) {
		got, err = c.client.Update(c.t.Context(), own.ID, customers.UpdateParams{Status: updated.Status}, opts...)
		return err
	})
	if err == nil {
		c.checkCustomer("Update", got, updated)
	}
	if applied {
		*own = updated
	}
}

// readShared reads one of the shared customers, and the first one with each method that takes an id.
func (c *caller) readShared(i int) {
	n := (c.number + i) % sharedCustomers
	var got *customers.Customer
	_ = c.read("Get", func(opts ...customers.CallOption) (err error) {
		got, err = c.client.Get(c.t.Context(), fmt.Sprintf("id-%d", n), opts...)
		return err
	})
	c.checkCustomer("Get", got, sharedCustomer(n))
	for _, m := range apicalls.Methods() {
		if !isSharedRead(m) {
			continue
		}
		var got any
		_ = c.read(m.Name, func(opts ...customers.CallOption) (err error) {
			got, err = m.Call(c.t.Context(), c.client, apicalls.Target{ID: "id-0"}, opts...)
			return err
		})
		if diff := cmp.Diff(c.shared[m.Name], got); diff != "" {
			c.t.Errorf("%s (-want +got):\n%s", m.Name, diff)
		}
	}
}

// isSharedRead reports whether readShared calls the method.
func isSharedRead(m apicalls.Method) bool { return m.TakesID() && !m.Writes() }

// readAll returns the results of the methods that readShared calls, read without faults.
func readAll(t *testing.T, handler http.Handler) map[string]any {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	client, err := customers.New(server.URL, customers.WithAPIKey(apiKey))
	if err != nil {
		t.Fatal(err)
	}
	results := map[string]any{}
	for _, m := range apicalls.Methods() {
		if !isSharedRead(m) {
			continue
		}
		if results[m.Name], err = m.Call(t.Context(), client, apicalls.Target{ID: "id-0"}); err != nil {
			t.Fatal(err)
		}
	}
	return results
}

// list reads all customers, with List if n is even and with All if n is odd. The result must contain all shared
// customers, and own as the only customer of this caller.
func (c *caller) list(own customers.Customer, n int) {
	var got []customers.Customer
	op, do := "List", func(opts ...customers.CallOption) (err error) {
		got, err = c.client.List(c.t.Context(), opts...)
		return err
	}
	if n%2 == 1 {
		op, do = "All", func(opts ...customers.CallOption) error {
			got = nil
			for customer, err := range c.client.All(c.t.Context(), opts...) {
				if err != nil {
					return err
				}
				got = append(got, customer)
			}
			return nil
		}
	}
	_ = c.read(op, do)
	for i := range sharedCustomers {
		if i >= len(got) {
			c.t.Errorf("%s: got %d customers, want at least the %d shared ones", op, len(got), sharedCustomers)
			return
		}
		c.checkCustomer(op, &got[i], sharedCustomer(i))
	}
	prefix := fmt.Sprintf("caller-%d-", c.number)
	got = slices.DeleteFunc(got, func(got customers.Customer) bool { return !strings.HasPrefix(got.ExternalID, prefix) })
	if len(got) != 1 {
		c.t.Errorf("%s: got %+v of this caller, want %+v", op, got, own)
		return
	}
	c.checkCustomer(op, &got[0], own)
}

// delete repeats Delete until the sandbox applied it. Then Get must return ErrNotFound.
func (c *caller) delete(own customers.Customer) {
	for applied := false; !applied; {
		applied, _ = c.write("Delete", func(opts ...customers.CallOption) error {
			return c.client.Delete(c.t.Context(), own.ID, opts...)
		})
	}
	err := c.read("Get", func(opts ...customers.CallOption) error {
		_, err := c.client.Get(c.t.Context(), own.ID, opts...)
		return err
	})
	if !errors.Is(err, customers.ErrNotFound) {
		c.t.Errorf("Get of a deleted customer: error %v, want ErrNotFound", err)
	}
}

// sharedCustomer returns the shared customer n. No caller changes it.
func sharedCustomer(n int) customers.Customer {
	return customers.Customer{
		ID: fmt.Sprintf("id-%d", n), ExternalID: fmt.Sprintf("seed-%d", n), Status: customers.StatusActive,
	}
}
