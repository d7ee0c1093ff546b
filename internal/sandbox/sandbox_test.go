package sandbox

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

// TestDocumentedExchange repeats the exchanges of the vendor's documentation, byte for byte.
func TestDocumentedExchange(t *testing.T) {
	t.Parallel()
	clock := newClock()
	f := newFixture(t, Config{Now: clock.read, NewID: func() string { return "customer-id" }})
	const one = customersPath + "/customer-id"
	inactive := `{"id":"customer-id","externalId":"customer-ext-001","status":"inactive",` +
		`"participantId":"participant-123","accounts":[],` +
		`"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:15:00.000Z"}`

	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, `[]`)
	f.do(t, http.MethodPost, customersPath, `{"externalId":"customer-ext-001","status":"active"}`).
		want(t, http.StatusCreated, documentedOne)
	f.do(t, http.MethodGet, one, "").want(t, http.StatusOK, documentedOne)
	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "["+documentedOne+"]")
	f.do(t, http.MethodGet, one+"/accounts/addresses", "").want(t, http.StatusOK, `[]`)
	clock.now = clock.now.Add(15 * time.Minute)
	f.do(t, http.MethodPut, one, `{"status":"inactive"}`).want(t, http.StatusOK, inactive)
	f.do(t, http.MethodDelete, one, "").want(t, http.StatusNoContent, "")
	f.do(t, http.MethodGet, one, "").
		want(t, http.StatusNotFound, `{"statusCode":404,"message":"Customer not found","error":"Not Found"}`)
}

// TestGeneratedServer_HidesErrorDetails bypasses validation, so that the generated server receives an invalid body.
func TestGeneratedServer_HidesErrorDetails(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{})
	w := httptest.NewRecorder()
	f.generatedServer().ServeHTTP(w, httptest.NewRequest(http.MethodPost, customersPath, strings.NewReader("{")))
	const want = `{"statusCode":500,"message":"Internal server error"}`
	if w.Code != http.StatusInternalServerError || w.Body.String() != want {
		t.Errorf("response is %d %s, want 500 %s", w.Code, w.Body, want)
	}
}

func TestLen(t *testing.T) {
	t.Parallel()
	f, _ := seeded(t)
	if got := f.Len(); got != 1 {
		t.Errorf("Len() = %d, want 1", got)
	}
	f.do(t, http.MethodDelete, customersPath+"/customer-id", "")
	if got := f.Len(); got != 0 {
		t.Errorf("after the delete Len() = %d, want 0", got)
	}
}

func TestNew_DefaultIDsAndTimes(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{})
	before := time.Now().Add(-time.Millisecond)
	for _, externalID := range []string{"a", "b"} {
		f.do(t, http.MethodPost, customersPath, `{"externalId":"`+externalID+`","status":"active"}`)
	}
	first, second := f.store.order.at(0), f.store.order.at(1)
	if len(first.id) != 36 || first.id == second.id {
		t.Errorf("ids are %q and %q, want two UUIDs", first.id, second.id)
	}
	if created := decode(t, first).CreatedAt; created.Before(before) || created.After(time.Now()) {
		t.Errorf("createdAt = %v, want the time of the call", created)
	}
}

// TestMiddlewareOrder sends requests that are invalid in two ways; the outer middleware must respond.
func TestMiddlewareOrder(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{})
	large := strings.Repeat("x", contract.MaxRequestBytes+1)
	tests := []struct {
		name, method, path, body, key string
		want                          int
	}{
		{"key before body", http.MethodPost, customersPath, large, "wrong", http.StatusUnauthorized},
		{"key before route", http.MethodGet, "/nowhere", "", "wrong", http.StatusUnauthorized},
		{"body before route", http.MethodPost, "/nowhere", large, testKey, http.StatusRequestEntityTooLarge},
		{"validation before operation", http.MethodPut, customersPath + "/unknown", "{}", testKey, http.StatusBadRequest},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := f.do(t, test.method, test.path, test.body, "X-Api-Key", test.key, invalidRequest, "yes")
			if got.status != test.want {
				t.Errorf("status = %d, want %d", got.status, test.want)
			}
			if got.header.Get("X-Request-Id") == "" {
				t.Error("the response has no X-Request-Id")
			}
		})
	}
}
