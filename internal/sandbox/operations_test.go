package sandbox

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestCreate(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{Now: newClock().read, NewID: numbered()})
	want := `{"id":"id-1","externalId":"ü \"<&>\u0001","status":"inactive","participantId":"participant-123",` +
		`"accounts":[],"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}`
	f.do(t, http.MethodPost, customersPath, `{"externalId":"ü \"<&>\u0001","status":"inactive","more":[1]}`).
		want(t, http.StatusCreated, want)
	f.do(t, http.MethodGet, customersPath+"/id-1", "").want(t, http.StatusOK, want)
}

func TestCreate_BindsTheValidatedValue(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{})
	got := f.do(t, http.MethodPost, customersPath, `{"externalId":"right","EXTERNALID":"","status":"active"}`)
	if got.status != http.StatusCreated || !strings.Contains(got.body, `"externalId":"right"`) {
		t.Errorf("response is %d %s, want the validated externalId", got.status, got.body)
	}
}

func TestCreate_ExternalIDTaken(t *testing.T) {
	t.Parallel()
	f, _ := seeded(t)
	const body = `{"externalId":"customer-ext-001","status":"active"}`
	f.do(t, http.MethodPost, customersPath, body).want(t, http.StatusConflict,
		`{"statusCode":409,"message":"A customer with this externalId exists","error":"Conflict"}`)
	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "["+documentedOne+"]")
	f.do(t, http.MethodDelete, customersPath+"/customer-id", "")
	if got := f.do(t, http.MethodPost, customersPath, body); got.status != http.StatusCreated {
		t.Errorf("after the delete the response is %d %s, want 201", got.status, got.body)
	}
}

func TestCreate_InvalidNewID(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]string{"taken": "customer-id", "empty": "", "not UTF-8": "\xff"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, Config{NewID: func() string { return id }})
			if err := f.Seed(documentedSeed()); err != nil {
				t.Fatal(err)
			}
			f.do(t, http.MethodPost, customersPath, `{"externalId":"x","status":"active"}`).
				want(t, http.StatusInternalServerError, `{"statusCode":500,"message":"Internal server error"}`)
			f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "["+documentedOne+"]")
		})
	}
}

func TestGet(t *testing.T) {
	t.Parallel()
	f, _ := seeded(t)
	f.do(t, http.MethodGet, customersPath+"/customer-id", "").want(t, http.StatusOK, documentedOne)
	f.do(t, http.MethodGet, customersPath+"/CUSTOMER-ID", "").
		want(t, http.StatusNotFound, `{"statusCode":404,"message":"Customer not found","error":"Not Found"}`)
}

func TestGet_EscapedID(t *testing.T) {
	t.Parallel()
	ids := []string{"ü", "a b", "a+b", "a,b", "a:b", "x=1&y=2", "~!$'()*", `"`, "123", "true", "accounts", "addresses"}
	f := newFixture(t, Config{})
	for _, id := range ids {
		if err := f.Seed(Seed{Customers: []SeedCustomer{{ID: id, ExternalID: "ext " + id}}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range ids {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			want, err := f.store.get(id)
			if err != nil {
				t.Fatal(err)
			}
			path := customersPath + "/" + url.PathEscape(id)
			f.do(t, http.MethodGet, path, "").want(t, http.StatusOK, want.json)
			for _, e := range examples(t) {
				if e.Method != http.MethodGet {
					continue
				}
				r := f.do(t, e.Method, strings.ReplaceAll(e.Route, "{id}", url.PathEscape(id)), "")
				if r.status != http.StatusOK {
					t.Errorf("%s: response is %d %s, want 200", e.OperationID, r.status, r.body)
				}
			}
		})
	}
}

// TestInvalidID checks that an id that a client or a gateway could read as something else is rejected by each operation,
// even if a customer has it.
func TestInvalidID(t *testing.T) {
	t.Parallel()
	const want = `{"statusCode":400,"message":["id should not be \".\" or \"..\", or contain a control character or any ` +
		`of / \\ % ? # ;"],"error":"Bad Request"}`
	ids := []string{".", "..", "a/b", "a%2Fb", "a\\b", "?", "#", "a;b", "%", "x/accounts/addresses", "../x", "..;", "a\n", "\x00", "\x7f"}
	escape := strings.NewReplacer(".", "%2E") // a dot segment that is not escaped is resolved before routing
	f := newFixture(t, Config{})
	for _, id := range ids {
		if err := f.Seed(Seed{Customers: []SeedCustomer{{ID: id, ExternalID: "ext " + id}}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range ids {
		for _, e := range examples(t) {
			path := strings.ReplaceAll(e.Route, "{id}", escape.Replace(url.PathEscape(id)))
			if path == e.Route {
				continue
			}
			t.Run(e.Method+" "+path, func(t *testing.T) {
				t.Parallel()
				f.do(t, e.Method, path, e.Request, invalidRequest, "yes").want(t, http.StatusBadRequest, want)
			})
		}
	}
	t.Cleanup(func() {
		if f.Len() != len(ids) {
			t.Errorf("%d customers, want %d", f.Len(), len(ids))
		}
	})
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		passes time.Duration
		status string
		want   string
	}{
		{"documented", 15 * time.Minute, "inactive", "2026-04-02T09:15:00.000Z"},
		{"same status", 15 * time.Minute, "active", "2026-04-02T09:15:00.000Z"},
		{"milliseconds", 7 * time.Millisecond, "inactive", "2026-04-02T09:00:00.007Z"},
		{"less than a millisecond", 999 * time.Microsecond, "inactive", "2026-04-02T09:00:00.001Z"},
		{"clock stops", 0, "inactive", "2026-04-02T09:00:00.001Z"},
		{"clock goes back", -time.Hour, "inactive", "2026-04-02T09:00:00.001Z"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f, clock := seeded(t)
			clock.now = clock.now.Add(test.passes)
			want := strings.Replace(documentedOne, `"active"`, `"`+test.status+`"`, 1)
			want = strings.Replace(want, `"updatedAt":"2026-04-02T09:00:00.000Z"`, `"updatedAt":"`+test.want+`"`, 1)
			f.do(t, http.MethodPut, customersPath+"/customer-id", `{"status":"`+test.status+`"}`).want(t, http.StatusOK, want)
			f.do(t, http.MethodGet, customersPath+"/customer-id", "").want(t, http.StatusOK, want)
		})
	}
}

func TestUpdate_ChangesOnlyStatusAndUpdatedAt(t *testing.T) {
	t.Parallel()
	f := newFixture(t, Config{Now: newClock().read})
	if err := f.Seed(GenerateSeed(0, 3, 2)); err != nil {
		t.Fatal(err)
	}
	const one = customersPath + "/cst-000000001"
	before := f.do(t, http.MethodGet, customersPath, "").body
	addresses := f.do(t, http.MethodGet, one+"/accounts/addresses", "").body
	f.do(t, http.MethodPut, one, `{"status":"inactive"}`)
	parts := strings.Split(before, `{"id":"cst-`)
	parts[2] = strings.Replace(parts[2], `"active"`, `"inactive"`, 1)
	parts[2] = strings.Replace(parts[2], `"updatedAt":"2026-04-02T09:00:00.000`, `"updatedAt":"2026-04-02T09:00:00.001`, 1)
	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, strings.Join(parts, `{"id":"cst-`))
	f.do(t, http.MethodGet, one+"/accounts/addresses", "").want(t, http.StatusOK, addresses)
}

func TestUpdate_UnknownCustomer(t *testing.T) {
	t.Parallel()
	newFixture(t, Config{}).do(t, http.MethodPut, customersPath+"/nobody", `{"status":"active"}`).
		want(t, http.StatusNotFound, `{"statusCode":404,"message":"Customer not found","error":"Not Found"}`)
}

func TestDelete(t *testing.T) {
	t.Parallel()
	const missing = `{"statusCode":404,"message":"Customer not found","error":"Not Found"}`
	f, _ := seeded(t)
	const one = customersPath + "/customer-id"
	got := f.do(t, http.MethodDelete, one, "")
	got.want(t, http.StatusNoContent, "")
	if contentType := got.header.Get("Content-Type"); contentType != "" {
		t.Errorf("Content-Type of a 204 is %q, want none", contentType)
	}
	f.do(t, http.MethodDelete, one, "").want(t, http.StatusNotFound, missing)
	f.do(t, http.MethodGet, one+"/accounts/addresses", "").want(t, http.StatusNotFound, missing)
	f.do(t, http.MethodGet, customersPath, "").want(t, http.StatusOK, "[]")
}

const addressesPath = customersPath + "/customer-id/accounts/addresses"

func TestListAddresses(t *testing.T) {
	t.Parallel()
	f, _ := seeded(t)
	f.do(t, http.MethodGet, addressesPath, "").want(t, http.StatusOK,
		`["0x742d35Cc6634C0532925a3b844Bc454e4438f44e","7Y5P4E1XwP1h5ya9Lz7h2n3VgJY6QmE1K4m6mV9S1E2f"]`)
	f.do(t, http.MethodGet, customersPath+"/nobody/accounts/addresses", "").
		want(t, http.StatusNotFound, `{"statusCode":404,"message":"Customer not found","error":"Not Found"}`)
}

func TestSetAddresses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		addresses []string
		want      string
	}{
		{"nil", nil, `[]`},
		{"none", []string{}, `[]`},
		{"case is kept", []string{"0xAbC", "0xabc"}, `["0xAbC","0xabc"]`},
		{"order and repeats are kept", []string{"b", "a", "b"}, `["b","a","b"]`},
		{"quotes", []string{`"`, ""}, `["\"",""]`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f, _ := seeded(t)
			if err := f.SetAddresses("customer-id", test.addresses); err != nil {
				t.Fatalf("SetAddresses() = %v", err)
			}
			f.do(t, http.MethodGet, addressesPath, "").want(t, http.StatusOK, test.want)
			f.do(t, http.MethodGet, customersPath+"/customer-id", "").want(t, http.StatusOK, documentedOne)
		})
	}
}

func TestSetAddresses_Invalid(t *testing.T) {
	t.Parallel()
	f, _ := seeded(t)
	err := f.SetAddresses("nobody", nil)
	if want := `sandbox: set addresses of "nobody": customer not found`; err == nil || err.Error() != want {
		t.Errorf("SetAddresses() = %v, want %q", err, want)
	}
	if !errors.Is(err, errCustomerNotFound) {
		t.Errorf("SetAddresses() = %v, want errCustomerNotFound in its chain", err)
	}
	err = f.SetAddresses("customer-id", []string{"a", "\xff"})
	if want := `sandbox: addresses[1] is not valid UTF-8`; err == nil || err.Error() != want {
		t.Errorf("SetAddresses() = %v, want %q", err, want)
	}
}

// disconnected is the writer of a connection that the client has closed.
type disconnected struct{ *httptest.ResponseRecorder }

func (disconnected) Write([]byte) (int, error)       { return 0, errors.New("connection reset") }
func (disconnected) WriteString(string) (int, error) { return 0, errors.New("connection reset") }

func TestJSONResponse(t *testing.T) {
	t.Parallel()
	response := jsonResponse{http.StatusAccepted, `{"x":1}`}
	visits := map[string]func(http.ResponseWriter) error{
		"create":    response.VisitCreateCustomerResponse,
		"get":       response.VisitGetCustomerResponse,
		"update":    response.VisitUpdateCustomerResponse,
		"addresses": response.VisitListCustomerAddressesResponse,
	}
	for name, visit := range visits {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			if err := visit(w); err != nil {
				t.Errorf("visit = %v", err)
			}
			if w.Code != http.StatusAccepted || w.Body.String() != `{"x":1}` {
				t.Errorf("response is %d %s, want 202 with the JSON", w.Code, w.Body)
			}
			if got := w.Header().Get("Content-Type"); got != "application/json" {
				t.Errorf("Content-Type = %q, want application/json", got)
			}
			if err := visit(disconnected{httptest.NewRecorder()}); err != nil {
				t.Errorf("visit for a client that has disconnected = %v, want nil", err)
			}
		})
	}
}

// TestEachOperation sends the example of each operation for the documented customer, and for a customer that does not
// exist. The fixture compares the responses with the spec.
func TestEachOperation(t *testing.T) {
	t.Parallel()
	for _, e := range examples(t) {
		t.Run(e.OperationID, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, Config{})
			unknown := f.do(t, e.Method, strings.ReplaceAll(e.Route, "{id}", "unknown"), e.Request)
			if e.Path == e.Route {
				if unknown.status != e.Status {
					t.Errorf("response is %d %s, want %d", unknown.status, unknown.body, e.Status)
				}
				return
			}
			if unknown.status != http.StatusNotFound {
				t.Errorf("unknown customer: response is %d %s, want 404", unknown.status, unknown.body)
			}
			if err := f.Seed(DefaultSeed()); err != nil {
				t.Fatal(err)
			}
			if got := f.do(t, e.Method, e.Path, e.Request); got.status != e.Status {
				t.Errorf("response is %d %s, want %d", got.status, got.body, e.Status)
			}
		})
	}
}
