package prism_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/customers"
)

// proxy starts Prism in front of the sandbox. It answers with an error of its own when a message is off the spec.
func proxy(t *testing.T) (url, key string) {
	t.Helper()
	upstream := setting(t, "LEDGERLINK_BASE_URL")
	return start(t, "proxy", spec, upstream, "--errors"), setting(t, "LEDGERLINK_API_KEY")
}

// TestStoryThroughProxy tells the story of a customer, and meets the errors of the sandbox.
func TestStoryThroughProxy(t *testing.T) {
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
	if got, err := client.Get(ctx, created.ID); err != nil || got.ExternalID != params.ExternalID {
		t.Errorf("Get: %+v, %v", got, err)
	}
	update := customers.UpdateParams{Status: customers.StatusInactive}
	if updated, err := client.Update(ctx, created.ID, update); err != nil || updated.Status != update.Status {
		t.Errorf("Update: %+v, %v", updated, err)
	}
	if found, err := client.FindByExternalID(ctx, params.ExternalID); err != nil || found.ID != created.ID {
		t.Errorf("FindByExternalID: %+v, %v", found, err)
	}
	if addresses, err := client.Addresses(ctx, documented); err != nil || len(addresses) != 2 {
		t.Errorf("Addresses: %v, %v", addresses, err)
	}
	_, err = client.Create(ctx, params)
	wantStatus(t, err, customers.ErrConflict, http.StatusConflict)
	if err := client.Delete(ctx, created.ID); err != nil {
		t.Errorf("Delete: %v", err)
	}
	_, err = client.Get(ctx, created.ID)
	wantStatus(t, err, customers.ErrNotFound, http.StatusNotFound)
	_, err = connect(t, url, "wrong-key").List(ctx)
	wantStatus(t, err, customers.ErrUnauthorized, http.StatusUnauthorized)
	_, err = client.List(ctx, customers.WithRequestHeader("X-Sandbox-Fault", "status;status=429;retry-after=7"))
	wantStatus(t, err, customers.ErrRateLimited, http.StatusTooManyRequests)
	_, err = client.List(ctx, customers.WithRequestHeader("X-Sandbox-Fault", "status;status=503"))
	wantStatus(t, err, customers.ErrServer, http.StatusServiceUnavailable)
}

// TestProxyObjects shows that the story could fail: Prism objects to messages off the spec, and says so in its words.
func TestProxyObjects(t *testing.T) {
	t.Parallel()
	url, key := proxy(t)
	client := connect(t, url, key)
	_, err := client.Get(t.Context(), documented, customers.WithRequestHeader("X-Sandbox-Fault", "content-type"))
	wantObjection(t, err)
	_, err = client.Create(t.Context(), customers.CreateParams{ExternalID: "prism-unknown", Status: "unknown"})
	wantObjection(t, err)
}

// wantStatus demands an answer of the sandbox.
func wantStatus(t *testing.T, err, sentinel error, status int) {
	t.Helper()
	var e *customers.Error
	if !errors.As(err, &e) || !errors.Is(err, sentinel) || e.StatusCode != status || objection(e) {
		t.Errorf("%v, want %v (%d)", err, sentinel, status)
	}
}

// wantObjection demands an answer of Prism.
func wantObjection(t *testing.T, err error) {
	t.Helper()
	if e := (*customers.Error)(nil); !errors.As(err, &e) || !objection(e) {
		t.Errorf("%v, want an objection of Prism", err)
	}
}

// objection reports whether an error is an answer of Prism itself.
func objection(e *customers.Error) bool {
	return strings.Contains(string(e.Body), "stoplight.io/prism/errors")
}
