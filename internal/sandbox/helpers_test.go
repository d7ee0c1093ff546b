package sandbox

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerlink/link-sdk-go/internal/contract"
)

const (
	testKey       = "test-key"
	basePath      = "/base/path"
	customersPath = "/api/v1/account-manager/customers"
	documentedOne = `{"id":"customer-id","externalId":"customer-ext-001","status":"active",` +
		`"participantId":"participant-123","accounts":[],` +
		`"createdAt":"2026-04-02T09:00:00.000Z","updatedAt":"2026-04-02T09:00:00.000Z"}`
)

// fixture is a sandbox behind a real server, under a base path, that validates every exchange against the spec.
type fixture struct {
	*Sandbox
	url              string
	expected, actual atomic.Int64 // invalid requests
}

// invalidRequest is a request header that marks a request as invalid on purpose.
const invalidRequest = "X-Test-Invalid-Request"

func newFixture(t *testing.T, cfg Config) *fixture {
	t.Helper()
	if cfg.APIKey == "" {
		cfg.APIKey = testKey
	}
	sandbox, err := New(cfg)
	if err != nil {
		t.Fatalf("New() = %v", err)
	}
	validator, err := contract.New()
	if err != nil {
		t.Fatalf("contract.New() = %v", err)
	}
	f := &fixture{Sandbox: sandbox}
	checked := validator.Middleware(func(r *http.Request, err error) {
		var violation *contract.Violation
		if errors.As(err, &violation) && violation.Status != 0 && r.Header.Get(invalidRequest) != "" {
			f.actual.Add(1)
			return
		}
		t.Errorf("spec violation: %v", err)
	})
	server := httptest.NewServer(http.StripPrefix(basePath, checked(sandbox)))
	t.Cleanup(func() {
		server.Close()
		if expected, actual := f.expected.Load(), f.actual.Load(); expected != actual {
			t.Errorf("%d invalid requests, want %d", actual, expected)
		}
	})
	f.url = server.URL + basePath
	return f
}

// reply is a whole response.
type reply struct {
	status int
	header http.Header
	body   string
}

// do sends a request with the API key and, if there is a body, the JSON content type. headers are pairs of names and
// values that override both.
func (f *fixture) do(t *testing.T, method, path, body string, headers ...string) reply {
	t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, f.url+path, reader)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Api-Key", testKey)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	if request.Header.Get(invalidRequest) != "" {
		f.expected.Add(1)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("read body: %v", err)
	}
	return reply{response.StatusCode, response.Header, string(data)}
}

func (r reply) want(t *testing.T, status int, body string) {
	t.Helper()
	if r.status != status || r.body != body {
		t.Errorf("response is %d %s\nwant %d %s", r.status, r.body, status, body)
	}
}

// wantErrorBody validates an error body, for requests that match no operation and are not checked by the middleware.
func wantErrorBody(t *testing.T, body string) {
	t.Helper()
	validator, err := contract.New()
	if err != nil {
		t.Fatalf("contract.New() = %v", err)
	}
	var value any
	if err := json.Unmarshal([]byte(body), &value); err != nil {
		t.Fatalf("error body %q is not JSON: %v", body, err)
	}
	if err := validator.Doc().Components.Schemas["ErrorBody"].Value.VisitJSON(value); err != nil {
		t.Errorf("error body %s violates the spec: %v", body, err)
	}
}

// examples returns the example of each operation of the spec, for tests that send one request to each.
func examples(t *testing.T) []contract.Example {
	t.Helper()
	validator, err := contract.New()
	if err != nil {
		t.Fatal(err)
	}
	list, err := validator.Examples()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// clock is a clock that tests set.
type clock struct{ now time.Time }

func newClock() *clock { return &clock{time.Date(2026, time.April, 2, 9, 0, 0, 0, time.UTC)} }

func (c *clock) read() time.Time { return c.now }

// seeded returns a sandbox with the documented customer, and a clock set to its createdAt.
func seeded(t *testing.T) (*fixture, *clock) {
	t.Helper()
	c := newClock()
	f := newFixture(t, Config{Now: c.read})
	if err := f.Seed(documentedSeed()); err != nil {
		t.Fatalf("Seed() = %v", err)
	}
	return f, c
}

// numbered returns a function that returns id-1, id-2 and so on.
func numbered() func() string {
	n := 0
	return func() string {
		n++
		return "id-" + string(rune('0'+n))
	}
}

// documentedSeed returns the customer of the vendor's documentation.
func documentedSeed() Seed {
	seed := DefaultSeed()
	seed.Customers[0].ExternalID = "customer-ext-001"
	return seed
}

// errorProfiles returns the profiles for one of the two shapes of error bodies.
func errorProfiles(envelope bool) []string {
	if envelope {
		return []string{"envelope"}
	}
	return nil
}

// request sends one request to a server of its own. headers are pairs of names and values in addition to the API key.
func request(t *testing.T, s *Sandbox, method, path string, headers ...string) *http.Response {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	r, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Api-Key", testKey)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

// heapInUse returns the bytes of live objects.
func heapInUse() int64 {
	runtime.GC()
	runtime.GC() // the first one only moves the contents of each sync.Pool to its victim cache
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
