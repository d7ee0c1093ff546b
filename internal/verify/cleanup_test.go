package verify

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ledgerlink/link-sdk-go/internal/sandbox"
)

// losing returns a deviation that carries out the requests that lose selects, and closes the connection instead of a
// response.
func losing(lose func(n int, r *http.Request) bool) func(http.Handler) http.Handler {
	var n atomic.Int64
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if lose(int(n.Add(1)), r) {
				next.ServeHTTP(httptest.NewRecorder(), r)
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, r)
		})
	}
}

// TestCleanUp_LostResponse loses the response of the first create, so that its id is unknown.
func TestCleanUp_LostResponse(t *testing.T) {
	t.Parallel()
	s := newService(t, sandbox.Config{}, losing(func(_ int, r *http.Request) bool { return r.Method == http.MethodPost }))
	report := s.run(t)
	if s.Len() != 1 || len(report.Left) > 0 || len(s.Journal()) < 2 {
		t.Errorf("%d customers, left %q, writes %v; want 1, none, and a create and a delete", s.Len(), report.Left, s.Journal())
	}
	if want := "the create of a customer has no response: the connection was closed"; report.Problem != want {
		t.Errorf("problem = %q, want %q", report.Problem, want)
	}
}

// TestCleanUp_GoesAway stops responding after a number of requests, for good or for five requests.
func TestCleanUp_GoesAway(t *testing.T) {
	t.Parallel()
	for after := 1; after < 28; after += 3 {
		s := newService(t, sandbox.Config{}, losing(func(n int, _ *http.Request) bool { return n > after }))
		report := s.run(t)
		if !strings.Contains(report.Problem, "respon") && len(report.Left) == 0 || report.ExitStatus() == ExitHolds {
			t.Errorf("after %d requests: problem %q, exit status %d", after, report.Problem, report.ExitStatus())
		}
		if s.Len() > 1 && len(report.Left) == 0 {
			t.Errorf("after %d requests: %d customers, and none is listed", after, s.Len())
		}
		s = newService(t, sandbox.Config{}, losing(func(n int, _ *http.Request) bool { return n > after && n <= after+2 }))
		report = s.run(t)
		left := slices.DeleteFunc(report.Left, func(left string) bool { return strings.Contains(left, emptyExternalID) })
		if s.Len() != 1 || len(left) > 0 {
			t.Errorf("after %d requests, for a moment: %d customers, left %q", after, s.Len(), report.Left)
		}
	}
}

// TestCleanUp_Refused lists the customers that the service does not delete.
func TestCleanUp_Refused(t *testing.T) {
	t.Parallel()
	s := newService(t, sandbox.Config{}, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodDelete {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	report := s.run(t)
	if len(report.Left) != 2 || s.Len() != 3 {
		t.Fatalf("left %q, %d customers; want 2 and 3", report.Left, s.Len())
	}
	deletes := 0
	for _, r := range s.requests {
		if r.Method == http.MethodDelete {
			deletes++
		}
	}
	if deletes != 3 { // two of the plan, and one of the clean-up
		t.Errorf("%d deletes were sent, want 3: the service refuses them", deletes)
	}
	for _, left := range report.Left {
		if !regexp.MustCompile(`^external ID …[a-z0-9]{4}, id …[a-f0-9]{4}$`).MatchString(left) {
			t.Errorf("left is %q", left)
		}
	}
	if !strings.Contains(report.Text(), "Not deleted:\n  external ID …") || report.ExitStatus() == ExitHolds {
		t.Errorf("exit status = %d, text:\n%s", report.ExitStatus(), report.Text())
	}
}

// TestCleanUp_ForeignCustomer checks that a customer that the run did not create is not deleted, even if the service
// returns it for a create with an empty external ID.
func TestCleanUp_ForeignCustomer(t *testing.T) {
	t.Parallel()
	foreign := ""
	s := newService(t, sandbox.Config{}, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			lookUp := httptest.NewRequest(http.MethodGet, customersPath+"/customer-id", nil)
			lookUp.Header.Set("X-Api-Key", testKey)
			recorder := httptest.NewRecorder()
			next.ServeHTTP(recorder, lookUp)
			foreign = recorder.Body.String()
			altered(func(r *http.Request, response *reply) {
				if r.Method == http.MethodPost && response.status == http.StatusBadRequest {
					response.status, response.body = http.StatusOK, foreign
				}
			})(next).ServeHTTP(w, r)
		})
	})
	report := s.run(t)
	if s.Len() != 1 {
		t.Errorf("%d customers, want the one that was there", s.Len())
	}
	if len(report.Left) != 1 || !strings.Contains(report.Left[0], "if it was created") {
		t.Errorf("left = %q, want one customer that may exist", report.Left)
	}
}
