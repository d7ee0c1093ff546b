package customers_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/customers"
)

func TestCreate(t *testing.T) {
	t.Parallel()
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		wantRequest(t, r, "POST", "/api/v1/account-manager/customers", `{"externalId":"ext-1","status":"active"}`)
		writeJSON(w, 201, customerJSON("cst-1", "ext-1", "active"))
	})

	got, err := client.Create(t.Context(), customers.CreateParams{ExternalID: "ext-1", Status: customers.StatusActive})
	if err != nil {
		t.Fatal(err)
	}
	want := wantCustomer("cst-1", "ext-1", customers.StatusActive)
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("Create (-want +got):\n%s", diff)
	}
}

func TestGet(t *testing.T) {
	t.Parallel()
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		wantRequest(t, r, "GET", "/api/v1/account-manager/customers/cst-1", "")
		writeJSON(w, 200, customerJSON("cst-1", "ext-1", "active"))
	})

	got, err := client.Get(t.Context(), "cst-1")
	if err != nil {
		t.Fatal(err)
	}
	want := wantCustomer("cst-1", "ext-1", customers.StatusActive)
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("Get (-want +got):\n%s", diff)
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		wantRequest(t, r, "PUT", "/api/v1/account-manager/customers/cst-1", `{"status":"inactive"}`)
		writeJSON(w, 200, customerJSON("cst-1", "ext-1", "inactive"))
	})

	got, err := client.Update(t.Context(), "cst-1", customers.UpdateParams{Status: customers.StatusInactive})
	if err != nil {
		t.Fatal(err)
	}
	want := wantCustomer("cst-1", "ext-1", customers.StatusInactive)
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("Update (-want +got):\n%s", diff)
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		wantRequest(t, r, "DELETE", "/api/v1/account-manager/customers/cst-1", "")
		w.WriteHeader(204)
	})

	if err := client.Delete(t.Context(), "cst-1"); err != nil {
		t.Errorf("Delete: %v", err)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		wantRequest(t, r, "GET", "/api/v1/account-manager/customers", "")
		writeJSON(w, 200, "["+customerJSON("cst-1", "ext-1", "active")+","+customerJSON("cst-2", "ext-2", "inactive")+"]")
	})

	got, err := client.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []customers.Customer{
		wantCustomer("cst-1", "ext-1", customers.StatusActive),
		wantCustomer("cst-2", "ext-2", customers.StatusInactive),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("List (-want +got):\n%s", diff)
	}
}

func TestAll(t *testing.T) {
	t.Parallel()
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		wantRequest(t, r, "GET", "/api/v1/account-manager/customers", "")
		writeJSON(w, 200, "["+customerJSON("cst-1", "ext-1", "active")+","+customerJSON("cst-2", "ext-2", "inactive")+"]")
	})

	var got []customers.Customer
	for c, err := range client.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, c)
	}
	want := []customers.Customer{
		wantCustomer("cst-1", "ext-1", customers.StatusActive),
		wantCustomer("cst-2", "ext-2", customers.StatusInactive),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("All (-want +got):\n%s", diff)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		wantRequest(t, r, "GET", "/api/v1/account-manager/customers/cst-1/accounts/addresses", "")
		writeJSON(w, 200, `["0x742d35Cc6634C0532925a3b844Bc454e4438f44e","0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B"]`)
	})

	got, err := client.Addresses(t.Context(), "cst-1")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"0x742d35Cc6634C0532925a3b844Bc454e4438f44e", "0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Addresses (-want +got):\n%s", diff)
	}
}

// TestFindByExternalID finds a customer in the list: the API has no query by external ID.
func TestFindByExternalID(t *testing.T) {
	t.Parallel()
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		wantRequest(t, r, "GET", "/api/v1/account-manager/customers", "")
		writeJSON(w, 200, "["+customerJSON("cst-1", "ext-1", "active")+","+customerJSON("cst-2", "ext-2", "inactive")+"]")
	})

	got, err := client.FindByExternalID(t.Context(), "ext-2")
	if err != nil {
		t.Fatal(err)
	}
	want := wantCustomer("cst-2", "ext-2", customers.StatusInactive)
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("FindByExternalID (-want +got):\n%s", diff)
	}
}

func TestFindByExternalID_NotFound(t *testing.T) {
	t.Parallel()
	client := server(t, func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, 200, "["+customerJSON("cst-1", "ext-1", "active")+"]")
	})

	got, err := client.FindByExternalID(t.Context(), "ext-2")
	wantSentinel(t, err, customers.ErrNotFound)
	if got != nil {
		t.Errorf("FindByExternalID = %+v, want nil", got)
	}
}

func TestEnsure(t *testing.T) {
	t.Parallel()
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		wantRequest(t, r, "POST", "/api/v1/account-manager/customers", `{"externalId":"ext-1","status":"active"}`)
		writeJSON(w, 201, customerJSON("cst-1", "ext-1", "active"))
	})

	params := customers.CreateParams{ExternalID: "ext-1", Status: customers.StatusActive}
	got, created, err := client.Ensure(t.Context(), params)
	if err != nil || !created {
		t.Fatalf("created = %v, %v, want true", created, err)
	}
	want := wantCustomer("cst-1", "ext-1", customers.StatusActive)
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("Ensure (-want +got):\n%s", diff)
	}
}

// TestEnsure_Exists returns the existing customer as it is, with another status.
func TestEnsure_Exists(t *testing.T) {
	t.Parallel()
	client := server(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			writeJSON(w, 409, `{"statusCode":409,"message":"A customer with this externalId exists","error":"Conflict"}`)
			return
		}
		wantRequest(t, r, "GET", "/api/v1/account-manager/customers", "")
		writeJSON(w, 200, "["+customerJSON("cst-1", "ext-1", "inactive")+"]")
	})

	params := customers.CreateParams{ExternalID: "ext-1", Status: customers.StatusActive}
	got, created, err := client.Ensure(t.Context(), params)
	if err != nil || created {
		t.Fatalf("created = %v, %v, want false", created, err)
	}
	want := wantCustomer("cst-1", "ext-1", customers.StatusInactive)
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("Ensure (-want +got):\n%s", diff)
	}
}

// customerJSON returns a customer as the API writes it.
func customerJSON(id, externalID, status string) string {
	return `{"id":"` + id + `","externalId":"` + externalID + `","status":"` + status + `",` +
		`"participantId":"participant-123","accounts":[],` +
		`"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-03T09:00:00.000Z"}`
}

// wantCustomer returns the value of customerJSON.
func wantCustomer(id, externalID string, status customers.Status) customers.Customer {
	return customers.Customer{
		ID:            id,
		ExternalID:    externalID,
		Status:        status,
		ParticipantID: "participant-123",
		Accounts:      []customers.Account{},
		CreatedAt:     time.Date(2026, 4, 2, 9, 0, 0, 0, time.UTC),
		UpdatedAt:     time.Date(2026, 4, 3, 9, 0, 0, 0, time.UTC),
	}
}

// wantRequest fails the test unless the server received this request.
func wantRequest(t *testing.T, r *http.Request, method, path, body string) {
	t.Helper()
	got, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	if r.Method != method {
		t.Errorf("method = %s, want %s", r.Method, method)
	}
	if r.URL.Path != path {
		t.Errorf("path = %s, want %s", r.URL.Path, path)
	}
	if string(got) != body {
		t.Errorf("body = %s, want %s", got, body)
	}
}

// writeJSON sends a response with a JSON body.
func writeJSON(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}
