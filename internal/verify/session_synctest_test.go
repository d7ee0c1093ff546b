package verify

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// runInBubble checks a service in a synctest bubble, where waits take no time.
func runInBubble(t *testing.T, s *service, deviate func(http.Handler) http.Handler, change ...func(*Config)) *Report {
	t.Helper()
	s.url = "http://127.0.0.1"
	inProcess := func(cfg *Config) { cfg.Transport = inProcess{s.recorded(deviate)} }
	return s.run(t, append([]func(*Config){inProcess}, change...)...)
}

// TestRun_RateLimit checks that a run waits for each window of a small rate limit, and names only the limit.
func TestRun_RateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &service{Sandbox: newSandbox(t, sandbox.Config{RateLimit: sandbox.RateLimit{Requests: 5, Window: time.Minute}})}
		report := runInBubble(t, s, nil)
		if diff := cmp.Diff([]string{"rate limit: 5 requests"}, differing(report)); diff != "" {
			t.Errorf("differences (-want +got):\n%s", diff)
		}
		if report.Problem != "" || s.Len() != 1 {
			t.Errorf("the run ended early (%q), or left customers: %d", report.Problem, s.Len())
		}
		if got := rowOf(t, report, "body of a 429"); got.Verdict != NotSeen {
			t.Errorf("429 is %+v, want none: the headers report when no request is left", got)
		}
	})
}

// TestRun_RateLimitWithoutHeaders checks that Retry-After is obeyed and judged.
func TestRun_RateLimitWithoutHeaders(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &service{Sandbox: newSandbox(t, sandbox.Config{RateLimit: sandbox.RateLimit{Requests: 7, Window: time.Minute}})}
		report := runInBubble(t, s, altered(func(_ *http.Request, response *reply) {
			for _, name := range []string{"Limit", "Remaining", "Reset"} {
				response.header.Del(limitHeader + name)
			}
		}))
		if diff := cmp.Diff([]string{}, differing(report)); diff != "" {
			t.Errorf("differences (-want +got):\n%s", diff)
		}
		if report.Problem != "" || s.Len() != 1 {
			t.Errorf("the run ended early (%q), or left customers: %d", report.Problem, s.Len())
		}
		for promise, seen := range map[string]string{"Retry-After": "seconds", "body of a 429": "flat or envelope"} {
			if got := rowOf(t, report, promise); got.Verdict != Holds || got.Seen != seen {
				t.Errorf("%s is %+v, want %s", promise, got, seen)
			}
		}
	})
}

// TestRun_LongWindow checks that a run that cannot wait for the next window keeps enough requests to clean up.
func TestRun_LongWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &service{Sandbox: newSandbox(t, sandbox.Config{RateLimit: sandbox.RateLimit{Requests: 14, Window: time.Hour}})}
		report := runInBubble(t, s, nil)
		if !strings.HasPrefix(report.Problem, "the service asks to wait ") {
			t.Errorf("problem = %q", report.Problem)
		}
		if writes := len(s.Journal()); writes == 0 || s.Len() != 1 || len(report.Left) > 0 {
			t.Errorf("%d writes, %d customers, left %q; want some writes, and nothing left", writes, s.Len(), report.Left)
		}
	})
}

// TestRun_AlwaysRateLimited checks the bounds of a run whose every request is refused.
func TestRun_AlwaysRateLimited(t *testing.T) {
	t.Parallel()
	for retryAfter, want := range map[string]string{
		"":     "the rate limit of the key is exceeded",
		"1":    "the rate limit of the key is exceeded",
		"3600": "the service asks to wait 1h0m0s, more than the bound of 1m30s",
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &service{Sandbox: newSandbox(t, sandbox.Config{})}
			report := runInBubble(t, s, func(http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Retry-After", retryAfter)
					w.WriteHeader(http.StatusTooManyRequests)
				})
			})
			if report.Problem != want || report.ExitStatus() != ExitNotChecked {
				t.Errorf("problem = %q, exit status %d; want %q, 2", report.Problem, report.ExitStatus(), want)
			}
			if n := s.requestCount(); n > maxAttempts {
				t.Errorf("%d requests were sent, want at most %d", n, maxAttempts)
			}
		})
	}
}

// TestRun_AtMost40Requests refuses two of three requests, so that a whole run would need over 60.
func TestRun_AtMost40Requests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &service{Sandbox: newSandbox(t, sandbox.Config{})}
		n := 0
		report := runInBubble(t, s, func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if n++; n%2 == 1 && n < 38 {
					w.Header().Set("Retry-After", "1")
					w.WriteHeader(http.StatusTooManyRequests)
					return
				}
				next.ServeHTTP(w, r)
			})
		})
		if n > MaxRequests || report.Requests != n {
			t.Errorf("%d requests were sent, the report has %d; want at most %d", n, report.Requests, MaxRequests)
		}
		if want := fmt.Sprintf("the bound of %d requests was reached", MaxRequests); report.Problem != want {
			t.Errorf("problem = %q, want %q", report.Problem, want)
		}
		if s.Len() != 1 || len(s.Journal()) == 0 {
			t.Errorf("%d customers after %d writes, want 1 after some", s.Len(), len(s.Journal()))
		}
	})
}

// TestRun_Pace checks the pause between requests and the time limit of a run.
func TestRun_Pace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := &service{Sandbox: newSandbox(t, sandbox.Config{})}
		report := runInBubble(t, s, nil, func(cfg *Config) { cfg.Pace = 2 * time.Second })
		if want := 2 * time.Second * time.Duration(report.Requests-1); time.Since(start) != want {
			t.Errorf("%d requests took %v, want %v", report.Requests, time.Since(start), want)
		}
		report = runInBubble(t, s, nil, func(cfg *Config) { cfg.Pace, cfg.Timeout = 2*time.Second, 25*time.Second })
		if report.Problem != "the time limit of the run was reached" || report.Requests < 13 || s.Len() != 1 {
			t.Errorf("problem = %q after %d requests, %d customers", report.Problem, report.Requests, s.Len())
		}
	})
}

// hanging is a service that sends nothing, or the beginning of a list, until the request is cancelled.
type hanging struct{ body string }

func (h hanging) RoundTrip(r *http.Request) (*http.Response, error) {
	if h.body == "" {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	return &http.Response{
		StatusCode: 200, Proto: "HTTP/1.1", Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(io.MultiReader(strings.NewReader(h.body), untilDone{r.Context().Done()})),
	}, nil
}

type untilDone struct{ done <-chan struct{} }

func (u untilDone) Read([]byte) (int, error) {
	<-u.done
	return 0, context.DeadlineExceeded
}

// TestRun_Hang checks that a request that hangs ends after its time limit, and the run with it.
func TestRun_Hang(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":          "the service cannot be reached: it did not end within 15s",
		"[":         "the list of customers could not be read: it did not end within 15s",
		`[{"id":"a`: "the list of customers could not be read: it did not end within 15s",
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			report, err := Run(t.Context(), Config{BaseURL: "http://localhost", APIKey: testKey, Write: true, Transport: hanging{body}})
			if err != nil {
				t.Fatal(err)
			}
			if report.Problem != want || report.ExitStatus() != ExitNotChecked {
				t.Errorf("%q: problem = %q, exit status %d; want %q, 2", body, report.Problem, report.ExitStatus(), want)
			}
			if elapsed := time.Since(start); elapsed != DefaultRequestTimeout {
				t.Errorf("%q: the run took %v, want %v", body, elapsed, DefaultRequestTimeout)
			}
		})
	}
}

// TestRun_HangHalfWay checks the bound of a run whose service hangs after the creates.
func TestRun_HangHalfWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := &service{Sandbox: newSandbox(t, sandbox.Config{})}
		report := runInBubble(t, s, nil, func(cfg *Config) {
			cfg.Transport = hangsAfter{inner: cfg.Transport, count: new(int), limit: 20}
		})
		if want := "the service stopped responding after 22 requests: it did not end within 15s"; report.Problem != want {
			t.Errorf("problem = %q, want %q", report.Problem, want)
		}
		if len(report.Left) != 2 || report.ExitStatus() != ExitNotChecked {
			t.Errorf("left = %q, exit status %d; want two customers, 2", report.Left, report.ExitStatus())
		}
		if elapsed := time.Since(start); elapsed > 2*DefaultRequestTimeout+CleanUpTimeout+DefaultRequestTimeout {
			t.Errorf("the run took %v", elapsed)
		}
	})
}

type hangsAfter struct {
	inner http.RoundTripper
	count *int
	limit int
}

func (h hangsAfter) RoundTrip(r *http.Request) (*http.Response, error) {
	if *h.count++; *h.count > h.limit {
		return hanging{}.RoundTrip(r)
	}
	return h.inner.RoundTrip(r)
}

func rowOf(t *testing.T, r *Report, promise string) Row {
	t.Helper()
	for _, row := range r.Rows {
		if row.Promise == promise {
			return row
		}
	}
	t.Fatalf("no promise is called %q", promise)
	return Row{}
}
