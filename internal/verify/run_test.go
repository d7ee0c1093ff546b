package verify

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// TestRun checks a service that keeps all promises, with -write.
func TestRun(t *testing.T) {
	t.Parallel()
	s := newService(t, sandbox.Config{}, nil)
	report := s.run(t)
	if got := report.ExitStatus(); got != ExitHolds {
		t.Errorf("exit status = %d, want 0; %q differ", got, differing(report))
	}
	want := []string{
		"field errors of an envelope", "body of a 403", "body of a 429", "body of a 500", "body of another error", "rate limit",
		"requests left", "end of the window", "Retry-After", "TLS version",
	}
	if diff := cmp.Diff(want, promises(report, NotSeen)); diff != "" {
		t.Errorf("not seen (-want +got):\n%s", diff)
	}
}

func promises(r *Report, verdict Verdict) []string {
	var found []string
	for _, row := range r.Rows {
		if row.Verdict == verdict {
			found = append(found, row.Promise)
		}
	}
	return found
}

func TestRun_ReadOnly(t *testing.T) {
	t.Parallel()
	s := newService(t, sandbox.Config{}, nil)
	report := s.run(t, func(cfg *Config) { cfg.Write = false })
	if report.ExitStatus() != ExitHolds || report.count(Holds) < 15 {
		t.Errorf("exit status = %d, %d hold", report.ExitStatus(), report.count(Holds))
	}
	for _, r := range s.requests {
		if !slices.Contains([]string{"GET", "HEAD", "OPTIONS"}, r.Method) || r.ContentLength > 0 {
			t.Errorf("%s was sent with %d bytes", r.Method, r.ContentLength)
		}
	}
}

func TestRun_TLS(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(newSandbox(t, sandbox.Config{}))
	server.EnableHTTP2 = true
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // of the refused handshake
	server.StartTLS()
	t.Cleanup(server.Close)
	report, err := Run(t.Context(), Config{BaseURL: server.URL, APIKey: testKey, Transport: server.Client().Transport})
	if err != nil {
		t.Fatal(err)
	}
	if got := rowOf(t, report, "TLS version").Seen; got != "TLS 1.3" {
		t.Errorf("TLS version = %q", got)
	}
	if got := rowOf(t, report, "HTTP version").Seen; got != "HTTP/2.0" {
		t.Errorf("HTTP version = %q", got)
	}
	report, err = Run(t.Context(), Config{BaseURL: server.URL, APIKey: testKey})
	if err != nil {
		t.Fatal(err)
	}
	if want := "the service cannot be reached: the TLS certificate is not valid for this host"; report.Problem != want {
		t.Errorf("problem = %q, want %q", report.Problem, want)
	}
}

// TestRun_Redirect checks that redirects are named and not followed.
func TestRun_Redirect(t *testing.T) {
	t.Parallel()
	other := newService(t, sandbox.Config{}, nil)
	s := newService(t, sandbox.Config{}, func(http.Handler) http.Handler {
		return http.RedirectHandler(other.url+"/canary", http.StatusTemporaryRedirect)
	})
	report := s.run(t)
	if diff := cmp.Diff([]string{"redirects: to another origin"}, differing(report)); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
	if n := other.requestCount(); n > 0 {
		t.Errorf("the other origin received %d requests", n)
	}
	if report.ExitStatus() != ExitNotChecked || !strings.Contains(report.Problem, "redirects") {
		t.Errorf("exit status = %d, problem %q", report.ExitStatus(), report.Problem)
	}
}

// TestRun_BadInput checks that each run ends with one clear line and exit status 2.
func TestRun_BadInput(t *testing.T) {
	t.Parallel()
	always := func(status int, contentType, body string) func(http.Handler) http.Handler {
		return altered(func(_ *http.Request, response *reply) {
			*response = reply{status, http.Header{"Content-Type": {contentType}}, body}
		})
	}
	endless := func(contentType, start, chunk string) func(http.Handler) http.Handler {
		return func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", contentType)
				_, err := io.WriteString(w, start)
				for text := strings.Repeat(chunk, 4096); err == nil; {
					_, err = io.WriteString(w, text)
				}
			})
		}
	}
	tests := []struct {
		name    string
		deviate func(http.Handler) http.Handler
		want    string
	}{
		{"wrong key", always(401, "application/json", `{"statusCode":401,"message":"Unauthorized"}`), "the service refuses the key with 401 in X-API-KEY: check the key, or name its header with -key-header"},
		{"HTML everywhere", always(200, "text/html", "<html></html>"), "this is not an Account Manager: GET /api/v1/account-manager/customers is an HTML page"},
		{"404 everywhere", always(404, "text/html", "<html></html>"), "this is not an Account Manager, or the base URL has a wrong path: GET /api/v1/account-manager/customers is 404"},
		{"500 everywhere", always(500, "text/plain", "no"), "the service refuses the list of customers: GET /api/v1/account-manager/customers is 500"},
		{"endless text", endless("text/plain", "", "x"), "the list of customers could not be read: the body is larger than the bound"},
		{"endless JSON string", endless("application/json", `["`, "x"), "the list of customers could not be read: the body is larger than the bound"},
		{"endless spaces", endless("application/json", "", " "), "the list of customers could not be read: the body is larger than the bound"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newService(t, sandbox.Config{}, test.deviate)
			report := s.run(t)
			if report.Problem != test.want {
				t.Errorf("problem = %q, want %q", report.Problem, test.want)
			}
			if report.ExitStatus() != ExitNotChecked || report.Text() != "" || len(s.Journal()) > 0 {
				t.Errorf("exit status = %d, text %q, %d writes; want 2, nothing, 0",
					report.ExitStatus(), report.Text(), len(s.Journal()))
			}
		})
	}
}

// TestRun_EndlessList checks that only -n customers of a list are read.
func TestRun_EndlessList(t *testing.T) {
	t.Parallel()
	s := newService(t, sandbox.Config{}, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet || r.Header.Get("X-Api-Key") != testKey || !strings.HasSuffix(r.URL.Path, "/customers") {
				next.ServeHTTP(w, r)
				return
			}
			recorder := httptest.NewRecorder()
			next.ServeHTTP(recorder, r)
			one, _, _ := strings.Cut(recorder.Body.String()[1:], ",{\"id\":\"")
			one = strings.TrimSuffix(one, "]")
			w.Header().Set("Content-Type", "application/json")
			_, err := io.WriteString(w, "["+one)
			for err == nil {
				_, err = io.WriteString(w, ","+one)
			}
		})
	})
	report := s.run(t, func(cfg *Config) { cfg.MaxListed = 100 })
	if len(differing(report)) > 0 || report.Problem != "" || s.Len() != 1 {
		t.Errorf("%q differ, problem %q, %d customers", differing(report), report.Problem, s.Len())
	}
}

func TestRun_Unreachable(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
	report, err := Run(t.Context(), Config{BaseURL: "http://" + listener.Addr().String(), APIKey: testKey})
	if err != nil {
		t.Fatal(err)
	}
	if want := "the service cannot be reached: the connection was refused"; report.Problem != want || report.ExitStatus() != 2 {
		t.Errorf("problem = %q, exit status %d; want %q, 2", report.Problem, report.ExitStatus(), want)
	}
}

func TestRun_ReadOnlyKey(t *testing.T) {
	t.Parallel()
	s := newService(t, sandbox.Config{}, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusForbidden)
				_, _ = io.WriteString(w, `{"statusCode":403,"message":"Forbidden resource","error":"Forbidden"}`)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	report := s.run(t)
	if want := "the key does not permit writes: create is 403, so -write could not be checked"; report.Problem != want {
		t.Errorf("problem = %q, want %q", report.Problem, want)
	}
	if report.ExitStatus() != ExitNotChecked || rowOf(t, report, "body of a 403").Verdict != Holds {
		t.Errorf("exit status = %d, 403 %+v", report.ExitStatus(), rowOf(t, report, "body of a 403"))
	}
}

func TestRun_InvalidConfig(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		cfg  Config
		want string
	}{
		{"no key", Config{BaseURL: "https://sandbox.example.com"}, "LEDGERLINK_API_KEY must not be empty"},
		{"no URL", Config{APIKey: "k"}, "-base-url must not be empty"},
		{"URL and key", Config{BaseURL: "x", APIKey: "k\n"}, "-base-url must start with https:// or http://; LEDGERLINK_API_KEY must not end with a line break"},
		{"path", Config{BaseURL: "https://x/api/v1", APIKey: "k"}, "-base-url must not end in /v1: every call adds /api/v1"},
		{"plain HTTP", Config{BaseURL: "http://x", APIKey: "k"}, "-base-url must be https: plain http exposes the API key on the network"},
		{"header", Config{BaseURL: "https://x", APIKey: "k", KeyHeaders: []string{"a b"}}, "-key-header has a name that HTTP does not allow"},
		{"number", Config{BaseURL: "https://x", APIKey: "k", MaxListed: -1}, "-pace, -n and the time limits must not be negative"},
		{"writes", Config{BaseURL: "https://api.example.com", APIKey: "k", Write: true}, "-write creates and deletes customers, and the host is neither loopback nor named sandbox…: add -yes-production to allow it"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := Run(t.Context(), test.cfg)
			var usage *UsageError
			if !errors.As(err, &usage) || err.Error() != test.want {
				t.Errorf("Run() = %v, want %q", err, test.want)
			}
		})
	}
	for _, allowed := range []Config{
		{BaseURL: "https://sandbox-api.example.com"},
		{BaseURL: "http://localhost:1"},
		{BaseURL: "http://[::1]:1"},
		{BaseURL: "https://api.example.com", YesProduction: true},
	} {
		allowed.APIKey, allowed.Write = "k", true
		if _, err := allowed.validate(); err != nil {
			t.Errorf("%s: %v", allowed.BaseURL, err)
		}
	}
}

// TestRun_KeyStaysAtOrigin checks which requests carry the key.
func TestRun_KeyStaysAtOrigin(t *testing.T) {
	t.Parallel()
	s := newService(t, sandbox.Config{}, nil)
	s.run(t)
	for _, r := range s.requests {
		withoutKey := r.Header.Get("X-Api-Key") != testKey
		if withoutKey && r.Method != http.MethodGet {
			t.Errorf("%s without the key", r.Method)
		}
		if "http://"+r.Host != s.url {
			t.Errorf("a request to %s", r.Host)
		}
	}
}

// TestRun_Interrupted cancels the run at each step of -write and checks that nothing is left.
func TestRun_Interrupted(t *testing.T) {
	t.Parallel()
	for _, step := range []string{stepList, stepCreate, stepDuplicate, stepUnknownMember, stepRepeated, stepBadUpdate, stepListAfter, stepDelete, stepGetDeleted} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			current := ""
			s := newService(t, sandbox.Config{}, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if current == step {
						cancel() // while the request is in flight
					}
					next.ServeHTTP(w, r)
				})
			})
			report, err := Run(ctx, Config{
				BaseURL: s.url, APIKey: testKey, Write: true, Progress: func(_ int, next string) {
					current = next
					if next == stepFind {
						t.Error("the run has to look for a customer: the write in flight was cancelled")
					}
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(report.Problem, "interrupted") || report.ExitStatus() == ExitHolds {
				t.Errorf("problem = %q, exit status %d", report.Problem, report.ExitStatus())
			}
			if s.Len() != 1 || len(report.Left) > 0 {
				t.Errorf("%d customers, left %q; want 1 and none", s.Len(), report.Left)
			}
		})
	}
}
