package prism_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
	"github.com/ledgerlink/link-sdk-go/internal/apicalls"
)

// proxy starts Prism in front of the sandbox. If a request or response violates the spec, Prism responds with its own
// error.
func proxy(t *testing.T) (url, key string) {
	t.Helper()
	upstream := setting(t, "LEDGERLINK_BASE_URL")
	return start(t, "proxy", spec, upstream, "--errors"), setting(t, "LEDGERLINK_API_KEY")
}

// TestProxy_AcceptsCustomers calls the operations through Prism, including calls to which the sandbox responds with an
// error.
func TestProxy_AcceptsCustomers(t *testing.T) {
	t.Parallel()
	url, key := proxy(t)
	client := connect(t, url, key)
	ctx := t.Context()
	params := customers.CreateParams{
		ExternalID: "prism-" + time.Now().Format(time.RFC3339Nano), Status: customers.StatusActive,
	}
	created, err := client.Create(ctx, params)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := client.Get(ctx, created.ID); err != nil {
		t.Errorf("Get: %v", err)
	} else if got.ExternalID != params.ExternalID {
		t.Errorf("Get returns the external id %q, want %q", got.ExternalID, params.ExternalID)
	}
	update := customers.UpdateParams{Status: customers.StatusInactive}
	if updated, err := client.Update(ctx, created.ID, update); err != nil {
		t.Errorf("Update: %v", err)
	} else if updated.Status != update.Status {
		t.Errorf("Update returns the status %q, want %q", updated.Status, update.Status)
	}
	if found, err := client.FindByExternalID(ctx, params.ExternalID); err != nil {
		t.Errorf("FindByExternalID: %v", err)
	} else if found.ID != created.ID {
		t.Errorf("FindByExternalID returns the customer %q, want %q", found.ID, created.ID)
	}
	if addresses, err := client.Addresses(ctx, documented); err != nil {
		t.Errorf("Addresses: %v", err)
	} else if len(addresses) != 2 {
		t.Errorf("Addresses returns %q, want two addresses", addresses)
	}
	for name, m := range apicalls.ByOperation() {
		if m.Writes() {
			continue // the sandbox keeps its state for the other suites
		}
		if _, err := m.Call(ctx, client, apicalls.Documented()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = client.Create(ctx, params)
	checkStatus(t, err, customers.ErrConflict, http.StatusConflict)
	if err := client.Delete(ctx, created.ID); err != nil {
		t.Errorf("Delete: %v", err)
	}
	_, err = client.Get(ctx, created.ID)
	checkStatus(t, err, customers.ErrNotFound, http.StatusNotFound)
	_, err = connect(t, url, "wrong-key").List(ctx)
	checkStatus(t, err, customers.ErrUnauthorized, http.StatusUnauthorized)
	_, err = client.List(ctx, customers.WithRequestHeader("X-Sandbox-Fault", "status;status=429;retry-after=7"))
	checkStatus(t, err, customers.ErrRateLimited, http.StatusTooManyRequests)
	_, err = client.List(ctx, customers.WithRequestHeader("X-Sandbox-Fault", "status;status=503"))
	checkStatus(t, err, customers.ErrServer, http.StatusServiceUnavailable)
}

// TestProxy_RejectsViolations checks that Prism itself rejects a request and a response that violate the spec.
func TestProxy_RejectsViolations(t *testing.T) {
	t.Parallel()
	url, key := proxy(t)
	client := connect(t, url, key)
	_, err := client.Get(t.Context(), documented, customers.WithRequestHeader("X-Sandbox-Fault", "content-type"))
	checkRejected(t, err)
	_, err = client.Create(t.Context(), customers.CreateParams{ExternalID: "prism-unknown", Status: "unknown"})
	checkRejected(t, err)
}

// checkStatus checks that an error is the sandbox's response with the status code.
func checkStatus(t *testing.T, err, sentinel error, statusCode int) {
	t.Helper()
	var e *customers.Error
	if !errors.As(err, &e) {
		t.Errorf("error %v, want a *customers.Error", err)
		return
	}
	if !errors.Is(err, sentinel) {
		t.Errorf("error %v, want %v", err, sentinel)
	}
	if e.StatusCode != statusCode {
		t.Errorf("status code %d, want %d", e.StatusCode, statusCode)
	}
	if fromPrism(e) {
		t.Errorf("Prism rejected the call: %s", e.Body)
	}
}

// checkRejected checks that an error is a response of Prism itself.
func checkRejected(t *testing.T, err error) {
	t.Helper()
	var e *customers.Error
	if !errors.As(err, &e) {
		t.Errorf("error %v, want a *customers.Error", err)
	} else if !fromPrism(e) {
		t.Errorf("error %v, want an error of Prism", err)
	}
}

// fromPrism reports whether an error is a response of Prism itself.
func fromPrism(e *customers.Error) bool {
	return strings.Contains(string(e.Body), "stoplight.io/prism/errors")
}
