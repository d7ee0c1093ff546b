package verify

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
	"github.com/ledgerlink/link-sdk-go/openapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const testKey = "canary-key-QWZXJV"

// service is a sandbox behind a handler that makes it deviate.
type service struct {
	*sandbox.Sandbox
	url string

	mu       sync.Mutex
	requests []*http.Request
}

// newService starts a sandbox with one customer who has an account.
func newService(t *testing.T, cfg sandbox.Config, deviate func(http.Handler) http.Handler) *service {
	t.Helper()
	s := &service{Sandbox: newSandbox(t, cfg)}
	server := httptest.NewServer(s.recorded(deviate))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func newSandbox(t *testing.T, cfg sandbox.Config) *sandbox.Sandbox {
	t.Helper()
	cfg.APIKey, cfg.Journal = testKey, true
	emulator, err := sandbox.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	seed := sandbox.DefaultSeed()
	created := time.Date(1999, time.April, 2, 9, 0, 0, 0, time.UTC) // before the time in a synctest bubble
	seed.Customers[0].CreatedAt, seed.Customers[0].UpdatedAt = created, created
	seed.Customers[0].Accounts = []openapi.Account{{ID: "account-id", Customer: &openapi.AccountCustomer{ID: "customer-id"}}}
	if err := emulator.Seed(seed); err != nil {
		t.Fatal(err)
	}
	return emulator
}

// recorded returns the handler of the service, which records each request.
func (s *service) recorded(deviate func(http.Handler) http.Handler) http.Handler {
	var handler http.Handler = s.Sandbox
	if deviate != nil {
		handler = deviate(handler)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.requests = append(s.requests, r.Clone(context.WithoutCancel(r.Context())))
		s.mu.Unlock()
		handler.ServeHTTP(w, r)
	})
}

func (s *service) requestCount() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requests)
}

// run checks the service with -write.
func (s *service) run(t *testing.T, change ...func(*Config)) *Report {
	t.Helper()
	cfg := Config{BaseURL: s.url, APIKey: testKey, Write: true}
	for _, set := range change {
		set(&cfg)
	}
	report, err := Run(t.Context(), cfg)
	if err != nil {
		t.Fatalf("Run() = %v", err)
	}
	return report
}

// differing returns the promises that differ, with what was seen.
func differing(r *Report) []string {
	found := []string{}
	for _, row := range r.Rows {
		if row.Verdict == Differs {
			found = append(found, row.Promise+": "+row.Seen)
		}
	}
	return found
}

// reply is a response that a deviation can change.
type reply struct {
	status int
	header http.Header
	body   string
}

// altered returns a deviation that changes each response.
func altered(alter func(r *http.Request, response *reply)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			recorder := httptest.NewRecorder()
			next.ServeHTTP(recorder, r)
			response := &reply{recorder.Code, recorder.Header(), recorder.Body.String()}
			alter(r, response)
			maps.Copy(w.Header(), response.header)
			w.WriteHeader(response.status)
			_, _ = io.WriteString(w, response.body)
		})
	}
}

// requested returns a deviation that changes the body of each request.
func requested(change func(r *http.Request, body string) string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			data, _ := io.ReadAll(r.Body)
			body := change(r, string(data))
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
			next.ServeHTTP(w, r)
		})
	}
}

// both combines two deviations.
func both(outer, inner func(http.Handler) http.Handler) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler { return outer(inner(next)) }
}

// inProcess is a RoundTripper that calls a handler, for tests in a synctest bubble.
type inProcess struct{ handler http.Handler }

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	recorder := httptest.NewRecorder()
	p.handler.ServeHTTP(recorder, r)
	response := recorder.Result()
	response.Body = io.NopCloser(bytes.NewReader(recorder.Body.Bytes()))
	return response, nil
}
